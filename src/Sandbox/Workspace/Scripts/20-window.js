// Blazor Server keeps the page; what it leaves to a page of one's own stands here: keys, uploads, and coming back.
const root = document.getElementById('page'), offline = document.getElementById('offline');
const delay = time => new Promise(done => setTimeout(done, time));

window.timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

// An element names the keys that it handles; all others stay the browser's, and the server never hears of them.
document.addEventListener('keydown', event => {
  const element = event.target.closest?.('[data-keys]');
  const name = (event.ctrlKey || event.metaKey ? 'mod+' : '') + (event.shiftKey && event.key.length > 1 ? 'shift+' : '') + event.key;
  if (!element || event.isComposing || !element.dataset.keys.split(' ').includes(name)) return;
  event.preventDefault();
  const { key, ctrlKey, metaKey, shiftKey } = event;
  press(element, { key, ctrlKey: ctrlKey || metaKey, shiftKey });
});

document.addEventListener('change', async ({ target: field }) => {
  if (!field.dataset.upload) return;
  const form = new FormData();
  for (const file of field.files) form.append('file', file);
  const reply = await fetch(field.dataset.upload, { method: 'POST', body: form });
  if (reply.ok) tell(field, 'uploaded', { files: await reply.text() });
});

document.addEventListener('click', event => {
  if (event.target.closest('[data-reload]')) location.reload();
  const wanted = event.target.closest('[data-focus]');
  if (wanted) document.getElementById(wanted.dataset.focus)?.focus();
});

function tell(element, what, detail) { element.dispatchEvent(new CustomEvent(what, { bubbles: true, detail })); }

// A sandbox that was started again knows no window any more: the page begins anew, with what was typed.
async function comeBack() {
  offline.hidden = false;
  pending.clear();
  for (let wait = 250; ; wait = Math.min(wait * 1.7, 5000)) {
    try {
      if (await Blazor.reconnect()) return;
      keep();
      return location.reload();
    } catch {
      await delay(wait);
    }
  }
}

function keep() {
  const fields = [...root.querySelectorAll('textarea[id], input[id][type=text]')].filter(field => field.value);
  sessionStorage.setItem('typed', JSON.stringify(fields.map(({ id, value }) => ({ id, value }))));
}

function retype() {
  const typed = JSON.parse(sessionStorage.getItem('typed') ?? '[]');
  sessionStorage.removeItem('typed');
  for (const { id, value } of typed) {
    const field = document.getElementById(id);
    if (!field || field.value) continue;
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

function open() {
  const page = document.documentElement.dataset;
  if (page.ready !== undefined || !root.querySelector('.desk')) return;
  document.getElementById('splash').hidden = true;
  page.ready = '';
  retype();
}

for (const event of ['press', 'uploaded']) Blazor.registerCustomEventType(event, { createEventArgs: ({ detail }) => detail });

// A field is filled when it appears, and when its version changes; in between, what stands in it belongs to the browser.
const filled = new WeakMap();

function fill() {
  for (const field of root.querySelectorAll('[data-text]')) {
    const { v = '', text } = field.dataset;
    if (filled.get(field) === v) continue;
    filled.set(field, v);
    field.value = text;
  }
}

new MutationObserver(() => {
  for (const field of [...pending.keys()]) answered(field);
  fill();
  open();
  afterFrame();
}).observe(root, {
  subtree: true, childList: true, characterData: true,
  // Not the style: that is what afterFrame itself changes.
  attributeFilter: ['class', 'data-autofocus', 'data-current', 'data-own', 'data-pressed', 'data-side', 'data-stick', 'data-title', 'data-v'],
});

// What was said while nobody listened has not been heard: the fields say again how they stand.
function backAgain() {
  offline.hidden = true;
  for (const field of root.querySelectorAll('[data-pressed]')) field.dispatchEvent(new Event('input', { bubbles: true }));
}

Blazor.start({ circuit: { reconnectionHandler: { onConnectionDown: comeBack, onConnectionUp: backAgain } } });
