// A composer may answer a key by writing into its field. What is typed until it has answered waits here, and stays behind what it writes:
// whoever types ahead of a busy machine loses nothing, and nothing gets into the line before.
const pending = new Map();

function wait(field) {
  const { pressed, v } = field.dataset;
  if (pressed) pending.set(field, { from: field.value, version: v, pressed, keys: [] });
}

function press(field, detail) {
  const before = pending.get(field);
  if (before) return before.keys.push({ at: field.value, go: () => press(field, detail) });
  wait(field);
  tell(field, 'press', detail);
}

addEventListener('input', event => {
  const before = pending.get(event.target);
  if (!before) return;
  event.stopImmediatePropagation();
  before.now = event.target.value;
  grow(event.target);
}, true);

document.addEventListener('submit', event => {
  const form = event.target, field = form.querySelector('[data-pressed]');
  if (!field) return;
  const before = pending.get(field);
  if (!before) return wait(field);
  event.preventDefault();
  event.stopImmediatePropagation();
  before.keys.push({ at: field.value, go: () => form.requestSubmit() });
}, true);

// The server has seen the key, and whatever it wrote stands in the field by now.
function answered(field) {
  const before = pending.get(field);
  if (field.isConnected && field.dataset.pressed === before.pressed) return;
  pending.delete(field);
  if (!field.isConnected) return;
  const wrote = field.dataset.v !== before.version;
  const [next, ...later] = before.keys;
  if (wrote) {
    const base = field.dataset.text;
    const after = text => base + (text.startsWith(before.from) ? text.slice(before.from.length) : text);
    if (before.now !== undefined) before.now = after(before.now);
    for (const key of before.keys) key.at = after(key.at);
    field.value = before.now ?? base;
    filled.set(field, field.dataset.v);
  }

  if (next) field.value = next.at;
  if (before.now !== undefined) field.dispatchEvent(new Event('input', { bubbles: true }));
  if (!next) return;
  next.go();
  const ours = pending.get(field);
  if (ours) Object.assign(ours, { keys: later, now: before.now });
  if (before.now !== undefined) field.value = before.now;
}
