// One WebSocket per window: pages come, events go.
const root = document.getElementById('page');
const offline = document.getElementById('offline');
let socket, wait = 250, opened = false;

function connect() {
  socket = new WebSocket((location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + '/live');
  socket.onopen = () => {
    wait = 250;
    socket.send(JSON.stringify({ url: here(), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }));
  };
  socket.onmessage = ({ data }) => receive(JSON.parse(data));
  socket.onclose = () => {
    if (opened) offline.hidden = false;
    setTimeout(connect, wait);
    wait = Math.min(wait * 1.7, 5000);
  };
}

function receive(message) {
  if (message.go) return go(message.go, true);
  if (message.broken) return complain(message.broken);
  const whole = morphPage(root, message.html);
  send({ shown: message.n });
  if (!whole) send({ resync: true });
  const first = !opened || !offline.hidden;
  opened = true;
  offline.hidden = true;
  document.documentElement.dataset.ready = '';
  if (first) retype();
  afterFrame();
}

function send(message) {
  if (socket.readyState === 1) socket.send(JSON.stringify(message));
}

// After a lost connection the server starts with empty fields; what was typed is still here.
function retype() {
  for (const field of root.querySelectorAll('[data-on*="input:"]'))
    if (field.value && field.value !== (field.getAttribute('value') ?? '')) dispatch(field, 'input', { value: field.value });
}

function complain(reference) {
  const toast = document.getElementById('broken');
  toast.querySelector('span').textContent = `That did not work here (${reference}). The page still runs; the log has the details.`;
  toast.hidden = false;
}

function here() { return location.pathname + location.search; }

function go(url, told) {
  if (url === here()) return;
  history.pushState(null, '', url);
  if (!told) send({ url });
}

addEventListener('popstate', () => send({ url: here() }));

function handlerOf(element, type) {
  const found = element.dataset?.on?.split(' ').find(each => each.startsWith(type + ':'));
  return found && Number(found.slice(type.length + 1));
}

function dispatch(element, type, more) {
  send({ event: { handler: handlerOf(element, type), type, ...more } });
}

// The innermost element that listens gets the event, once.
function listener(target, type) {
  for (let each = target; each && each !== document; each = each.parentElement)
    if (handlerOf(each, type)) return each;
  return null;
}

for (const type of ['click', 'input', 'change', 'submit', 'focusin', 'mouseover', 'keydown']) {
  document.addEventListener(type, event => {
    if (type === 'click' && navigate(event)) return;
    const element = listener(event.target, type);
    if (!element) return;
    if (type === 'keydown') {
      const name = (event.ctrlKey || event.metaKey ? 'mod+' : '') + (event.shiftKey && event.key.length > 1 ? 'shift+' : '') + event.key;
      if (event.isComposing || !(element.dataset.keys ?? '').split(' ').includes(name)) return;
      event.preventDefault();
      event.stopPropagation();
      return dispatch(element, type, { key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey });
    }
    if (type === 'submit' || (type === 'click' && element.dataset.also === undefined && element.type !== 'checkbox' && element.type !== 'radio')) event.preventDefault();
    if (type === 'mouseover' && element.contains(event.relatedTarget)) return;
    if (type === 'change' && element.type === 'file') return upload(element);
    const field = event.target;
    dispatch(element, type, {
      value: 'value' in field && type !== 'click' ? String(field.value) : undefined,
      checked: (field.type === 'checkbox' || field.type === 'radio') && type === 'change' ? field.checked : undefined,
      ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey,
    });
  });
}

function navigate(event) {
  const link = event.target.closest('a[data-go]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return false;
  event.preventDefault();
  go(link.getAttribute('href'));
  return !handlerOf(link, 'click');
}

async function upload(field) {
  const form = new FormData();
  for (const file of field.files) form.append('file', file);
  const reply = await fetch(field.dataset.upload, { method: 'POST', body: form });
  if (reply.ok) dispatch(field, 'change', { value: await reply.text() });
}
