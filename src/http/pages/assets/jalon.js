// An enhancement only: everything works without it. Filters without a reload, and buttons that copy.
'use strict';

const filter = document.getElementById('filter');

// What is shown, to tell a step back from a jump within the page; and which request is the last.
let shown = location.pathname + location.search;
let asked = 0;

// The results of an address take the place of those that are shown; the answer is the same page that a link would open.
async function show(address) {
  const own = ++asked;
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (own !== asked) return;
  const results = page.getElementById('results');
  if (!answer.ok || !results) {
    location.assign(address);
    return;
  }
  document.getElementById('results').replaceWith(results);
  document.title = page.title;
  for (const part of ['.language', '.behind']) {
    document.querySelector(part)?.replaceWith(page.querySelector(part));
  }
  const path = new URL(answer.url);
  if (path.pathname + path.search !== shown) history.pushState(null, '', answer.url);
  shown = path.pathname + path.search;
  // The new status is written again, so that screen readers hear it: one that arrives with its words is not told.
  const status = document.getElementById('count');
  if (status) {
    const words = [...status.childNodes];
    status.replaceChildren();
    setTimeout(() => status.replaceChildren(...words), 50);
  }
}

function address() {
  const chosen = [...new FormData(filter)].filter(([, value]) => value !== '');
  return filter.getAttribute('action') + (chosen.length ? '?' + new URLSearchParams(chosen) : '');
}

if (filter && document.getElementById('results')) {
  filter.addEventListener('submit', (event) => {
    event.preventDefault();
    show(address());
  });
  filter.addEventListener('change', (event) => {
    if (event.target.type === 'checkbox') show(address());
  });
  addEventListener('popstate', () => {
    if (location.pathname + location.search !== shown) location.reload();
  });
}

for (const button of document.querySelectorAll('[data-copies]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copies);
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    button.textContent = button.dataset.done || '✓';
  });
}
