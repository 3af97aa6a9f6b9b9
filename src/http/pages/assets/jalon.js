// An enhancement only: everything works without it. Filters without a reload, and buttons that copy.
'use strict';

const filter = document.getElementById('filter');

// The results of an address take the place of those that are shown; the answer is the same page that a link would open.
async function show(address, push) {
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
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
  if (push) history.pushState(null, '', answer.url);
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
    show(address(), true);
  });
  filter.addEventListener('change', (event) => {
    if (event.target.type === 'checkbox') show(address(), true);
  });
  addEventListener('popstate', () => location.reload());
}

for (const button of document.querySelectorAll('[data-copies]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copies);
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    button.textContent = button.dataset.done || '✓';
  });
}
