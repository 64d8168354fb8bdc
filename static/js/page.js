// On every page: menus close when one clicks or tabs elsewhere; the theme changes at once.

const menus = [...document.querySelectorAll('details.menu')];

function closeMenus(except) {
  for (const menu of menus) if (menu !== except) menu.open = false;
}

document.addEventListener('pointerdown', (event) => closeMenus(event.target.closest('details.menu')));
document.addEventListener('focusin', (event) => closeMenus(event.target.closest('details.menu')));
document.addEventListener('keydown', (event) => {
  const open = menus.find((menu) => menu.open);
  if (event.key !== 'Escape' || !open) return;
  open.open = false;
  open.querySelector('summary').focus();
});

const YEAR = 365 * 24 * 3600;
const choice = document.querySelector('[data-theme-choice]');
choice?.addEventListener('submit', (event) => {
  const theme = event.submitter?.value;
  if (!theme) return;
  event.preventDefault();
  document.documentElement.dataset.theme = theme;
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `kubekata_theme=${theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  for (const button of choice.querySelectorAll('button')) {
    button.setAttribute('aria-pressed', String(button.value === theme));
  }
});
