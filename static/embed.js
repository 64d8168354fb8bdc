// Turns `<div data-kubekata="course/lesson">` into that lesson, with its terminal and cluster:
//
//   <script src="https://kubekata.example/static/embed.js" async></script>
//   <div data-kubekata="kubernetes-basics/02-deploy-an-app"><a href="https://...">Open the lesson</a></div>
//
// Attributes of the div, none of them needed: data-language, data-theme (auto, light, dark), data-height (CSS, 640px),
// data-start ("click": a button begins the lab instead of coming into view), data-label (that button's words),
// data-server (where Kubekata is, if not where this script came from).
// What happens inside is told as events of the div: kubekata-ready, kubekata-progress, kubekata-finished,
// kubekata-connection, whose `detail` is the message. `window.kubekata.embed(root)` looks for divs that came later.
(() => {
  const own = document.currentScript ? new URL(document.currentScript.src).origin : '';
  const frames = new Map(); // window of a frame -> its div and origin

  const begin = (div, server) => {
    if (div.dataset.kubekataBegun) return;
    div.dataset.kubekataBegun = 'true';
    const address = new URL(`/embed/${div.dataset.kubekata}`, server);
    for (const name of ['language', 'theme']) if (div.dataset[name]) address.searchParams.set(name, div.dataset[name]);
    const frame = document.createElement('iframe');
    frame.src = address.href;
    frame.title = div.dataset.title || div.textContent.trim() || 'Kubekata';
    frame.allow = 'clipboard-read; clipboard-write; fullscreen';
    frame.referrerPolicy = 'origin';
    Object.assign(frame.style, { display: 'block', width: '100%', height: div.dataset.height || '640px', border: '0', colorScheme: 'auto' });
    div.replaceChildren(frame);
    frames.set(frame.contentWindow, { div, origin: address.origin });
  };

  const prepare = (div) => {
    const server = div.dataset.server || own;
    if (!server || div.dataset.kubekataSeen) return;
    div.dataset.kubekataSeen = 'true';
    if (div.dataset.start === 'click') {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = div.dataset.label || 'Start the lab';
      button.addEventListener('click', () => begin(div, server));
      div.append(button);
    } else if ('IntersectionObserver' in window) {
      const observer = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        begin(div, server);
      }, { rootMargin: '200px' });
      observer.observe(div);
    } else {
      begin(div, server);
    }
  };

  const embed = (root = document) => {
    for (const div of root.querySelectorAll('[data-kubekata]')) prepare(div);
  };

  addEventListener('message', ({ source, origin, data }) => {
    const found = frames.get(source);
    if (!found || found.origin !== origin || data?.kubekata !== 1) return;
    found.div.dispatchEvent(new CustomEvent(`kubekata-${data.type}`, { detail: data, bubbles: true }));
  });
  window.kubekata = { embed };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => embed());
  else embed();
})();
