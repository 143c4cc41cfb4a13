// Makes the page equal to the HTML that came, keeping every element that is still there: focus, scroll and typed text stay.
let missing = false;

function morphPage(root, html) {
  const wanted = document.createElement('template');
  wanted.innerHTML = html;
  missing = false;
  morphChildren(root, wanted.content);
  return !missing;
}

function keyOf(node) {
  return node.nodeType === 1 ? node.dataset.part || node.dataset.key || node.id || null : null;
}

function morphChildren(parent, wanted) {
  const byKey = new Map(), wantedKeys = new Set();
  for (const child of wanted.childNodes) wantedKeys.add(keyOf(child));
  for (const child of [...parent.childNodes]) {
    const key = keyOf(child);
    if (key && wantedKeys.has(key)) byKey.set(key, child);
    else if (key) child.remove();
  }

  let at = parent.firstChild;
  for (let next = wanted.firstChild; next;) {
    const want = next;
    next = next.nextSibling;
    const key = keyOf(want);
    const have = key ? byKey.get(key) : nextAlike(at, want);

    if (have && alike(have, want)) {
      if (!key || precedes(at, have)) at = drop(at, have);
      if (have === at) at = at.nextSibling;
      else parent.insertBefore(have, at);
      morph(have, want);
    } else {
      if (want.nodeType === 1 && (want.hasAttribute('data-same') || want.querySelector('[data-same]'))) missing = true;
      parent.insertBefore(want, at);
      adopt(want);
    }
  }

  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function nextAlike(at, want) {
  while (at && !alike(at, want)) at = at.nextSibling;
  return at;
}

// What stood before the element that was found is gone from the page; moving the element instead would cost it the focus.
function drop(at, found) {
  while (at !== found && !keyOf(at)) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
  return at;
}

function precedes(at, have) {
  while (at && at !== have) at = at.nextSibling;
  return at === have;
}

// Two elements are one and the same if tag, key and first class agree.
function alike(have, want) {
  return have.nodeType === want.nodeType && have.nodeName === want.nodeName && keyOf(have) === keyOf(want)
    && (have.nodeType !== 1 || have.classList[0] === want.classList[0]);
}

function morph(have, want) {
  if (have.nodeType !== 1) {
    if (have.data !== want.data) have.data = want.data;
    return;
  }

  if (want.hasAttribute('data-same')) return;
  const version = have.dataset.v, checked = have.hasAttribute('checked');
  for (const { name } of [...have.attributes]) if (!want.hasAttribute(name)) have.removeAttribute(name);
  for (const { name, value } of want.attributes) if (have.getAttribute(name) !== value) have.setAttribute(name, value);
  if (have.nodeName !== 'TEXTAREA') morphChildren(have, want);
  // What a person types belongs to the browser, until the page says otherwise by a new data-v.
  if ('value' in have && have.dataset.v !== version) fill(have);
  // A page that was on its way when the box was ticked must not untick it.
  if (want.hasAttribute('checked') !== checked) have.checked = !checked;
}

function adopt(node) {
  if (node.nodeType !== 1) return;
  for (const each of [node, ...node.querySelectorAll('textarea, select')]) fill(each);
}

function fill(field) {
  if (!['INPUT', 'TEXTAREA', 'SELECT'].includes(field.nodeName) || field.type === 'file') return;
  if (field.hasAttribute('value') || field.nodeName === 'TEXTAREA') field.value = field.getAttribute('value') ?? '';
}
