// The finish page: a certificate with the learner's name, and words to share.

import { asFile, asPicture, certificate } from './certificate.js';
import { copyText } from './copying.js';
import { recall, remember } from './memory.js';
import { t } from './texts.js';

const $ = (id) => document.getElementById(id);
const facts = $('finished').dataset;
const language = document.documentElement.lang;
let sheet = null;
let signed = { name: '', address: '' }; // what the server signed last

/** The sheet with the name in the field; with the address where it is checked once that name is signed. */
function draw() {
  const name = $('name').value.trim();
  const address = name && signed.name === name ? signed.address : '';
  sheet = certificate({
    of: language === 'en' ? t('certificate_of').toUpperCase() : t('certificate_of'),
    latin: language === 'en',
    given: t('certificate_for'),
    name: name || t('certificate_nobody'),
    done: t('certificate_done'),
    title: facts.title,
    course: facts.course,
    facts: t('certificate_facts', facts),
    date: new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date()),
    site: 'Kubekata',
    check: address && t('certificate_check'),
    address: address || facts.address,
  });
  $('sheet').replaceChildren(sheet);
}

/** Have the server sign the name in the field; false, with a word to the learner, where that is not possible. */
async function sign() {
  const name = $('name').value.trim();
  if (!name) {
    $('name').focus();
    return say('certificate_needs_name');
  }
  if (signed.name === name) return true;
  const headers = { 'Content-Type': 'application/json' };
  const token = new URLSearchParams(location.search).get('lab'); // of who keeps no cookie
  if (token) headers['X-Lab-Token'] = token;
  try {
    const answer = await fetch('/api/certificates', {
      method: 'POST', headers, body: JSON.stringify({ lesson: facts.lesson, name }),
    });
    if (!answer.ok) return say('certificate_unsigned');
    signed = { name, address: (await answer.json()).address };
  } catch {
    return say('certificate_unsigned');
  }
  draw();
  return true;
}

function say(key) {
  $('certificate-said').textContent = key ? t(key) : '';
  return false;
}

function save(blob, form) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${facts.title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').toLowerCase()}.${form}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function prepare() {
  $('certificate').hidden = false;
  $('name').value = recall('name', '');
  $('name').addEventListener('input', () => {
    remember('name', $('name').value);
    draw();
  });
  $('certificate').addEventListener('click', async ({ target }) => {
    const form = target.dataset.save;
    if (!form) return;
    say('');
    if (!(await sign())) return;
    if (form === 'svg') save(new Blob([asFile(sheet)], { type: 'image/svg+xml' }), form);
    if (form === 'png') save(await asPicture(sheet), form);
  });
  $('copy-check').addEventListener('click', async () => {
    if (await sign() && await copyText(signed.address)) say('certificate_address');
  });
  $('copy-share').addEventListener('click', async () => {
    if (await copyText($('share-text').textContent.trim())) $('share-said').textContent = t('copied');
  });
  if (navigator.share) {
    $('share').hidden = false;
    $('share').addEventListener('click', () => {
      const words = $('share-text').firstChild.textContent.trim();
      navigator.share({ title: facts.title, text: words, url: facts.address }).catch(() => {}); // put away again
    });
  }
  draw();
}

if ($('certificate')) prepare(); // free play has none
