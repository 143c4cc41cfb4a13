// What a page can only do inside the browser, asked for by data attributes.
const stuck = new WeakMap();
let trapped = null, before = null;

function afterFrame() {
  const focused = document.activeElement;
  document.title = root.querySelector('[data-title]')?.dataset.title ?? document.title;
  follow(root.querySelector('[data-side]')?.dataset.side);
  for (const pane of root.querySelectorAll('[data-stick]')) stick(pane);
  for (const field of root.querySelectorAll('[data-grow]')) grow(field);
  for (const field of root.querySelectorAll('[data-autofocus]')) {
    if (field.dataset.autofocus === field.focused) continue;
    field.focused = field.dataset.autofocus;
    if (matchMedia('(pointer: fine)').matches || field.closest('[data-trap]')) field.focus({ preventScroll: true });
  }
  root.querySelector('[data-current]')?.scrollIntoView({ block: 'nearest' });
  trap(focused);
}

// A conversation opens at its end and follows it, unless somebody has scrolled up to read; to one's own words and answers it goes in any case.
function stick(pane) {
  const known = stuck.get(pane);
  if (!known || known.of !== pane.dataset.stick) {
    pane.scrollTop = pane.scrollHeight;
    if (!known) {
      pane.addEventListener('scroll', () => stuck.get(pane).low = low(pane), { passive: true });
      new ResizeObserver(() => { if (stuck.get(pane).low) pane.scrollTop = pane.scrollHeight; }).observe(pane);
    }
    stuck.set(pane, { of: pane.dataset.stick, own: pane.dataset.own, low: true });
  } else if (known.low || (pane.dataset.own && known.own !== pane.dataset.own)) {
    pane.scrollTop = pane.scrollHeight;
    known.low = true;
  }
  stuck.get(pane).own = pane.dataset.own;
}

function low(pane) { return pane.scrollHeight - pane.scrollTop - pane.clientHeight < 48; }

function grow(field) {
  field.style.height = 'auto';
  field.style.height = Math.min(field.scrollHeight + 2, 220) + 'px';
}

document.addEventListener('input', event => { if (event.target.dataset?.grow !== undefined) grow(event.target); });

// The topmost dialog keeps the focus inside and gives it back when it closes; to the composer, if what had it is gone.
function trap(focused) {
  const top = [...root.querySelectorAll('[data-trap]')].at(-1) ?? null;
  if (top === trapped) return;
  if (!trapped) before = focused;
  trapped = top;
  if (!top) return (before?.isConnected ? before : document.getElementById('composer'))?.focus();
  if (!top.contains(document.activeElement)) (top.querySelector('[data-autofocus], input:not([type=hidden]), textarea, select') ?? focusable(top)[0] ?? top).focus();
}

function focusable(inside) {
  return [...inside.querySelectorAll('a[href], button, input, textarea, select, [tabindex="0"]')].filter(each => !each.disabled && each.offsetParent);
}

document.addEventListener('keydown', event => {
  if (event.key === 'Tab' && trapped && !event.defaultPrevented) {
    const all = focusable(trapped), first = all[0], last = all.at(-1);
    if (!trapped.contains(document.activeElement)) { first?.focus(); event.preventDefault(); }
    else if (event.shiftKey && document.activeElement === first) { last.focus(); event.preventDefault(); }
    else if (!event.shiftKey && document.activeElement === last) { first.focus(); event.preventDefault(); }
  }

  const name = (event.ctrlKey || event.metaKey ? 'mod+' : '') + event.key.toLowerCase();
  if (event.defaultPrevented || event.isComposing) return;
  const wanted = [...root.querySelectorAll(`[data-hotkey="${CSS.escape(name)}"]`)].at(-1);
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
});

// Theme: chosen for each platform and remembered by the browser; paint() stands in the page, to run before the first pixel.
function follow(side) {
  if (!side || document.documentElement.dataset.side === side) return;
  document.documentElement.dataset.side = side;
  paint();
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);

document.addEventListener('click', event => {
  if (event.target.closest('[data-theme-toggle]')) {
    const { side, theme } = document.documentElement.dataset;
    localStorage.setItem('theme-' + side, theme === 'dark' ? 'light' : 'dark');
    paint();
  }
});
