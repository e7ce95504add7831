/* Elements made by hand. Text is always a text node: whatever an agenda, a layout or a person says stays text. */

/**
 * An element. `attributes`: `class`, `href`, `data-…` and so on as they stand in HTML; true for one without a value,
 * null, undefined or false for none; a function under `onclick` and the like is called for that event.
 * `children`: elements, texts, numbers, lists of them; null, undefined and false are left out.
 */
export function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') made.addEventListener(name.replace(/^on/, ''), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...nodes(children));
  return made;
}

/** What the browser asks for to get a path of this server: that behind the base path, where it has one. */
export function url(path) {
  return (document.documentElement.dataset.base || '') + path;
}

/**
 * Put these in place of all that an element holds. Where the keyboard was inside, it goes on from the same element, or
 * from the new one that stands for it: what is drawn anew while somebody tabs through it does not lose their place.
 */
export function fill(parent, ...children) {
  const focused = document.activeElement, inside = focused !== parent && parent.contains(focused);
  parent.replaceChildren(...nodes(children));
  if (inside && !parent.contains(document.activeElement)) successor(parent, focused)?.focus({preventScroll: true});
  return parent;
}

/** What is now where the keyboard was: the element itself, or the only one that is called the same. */
function successor(parent, focused) {
  if (parent.contains(focused)) return focused;
  const name = calling(focused), same = [...parent.querySelectorAll(focused.tagName)].filter((one) => calling(one) === name);
  return same.length === 1 ? same[0] : null;  // of several it may be another's button, and Enter is next
}
/** What an element is called when it is drawn anew: by its `data-key`, where its words may change or others have the same. */
function calling(one) {
  return one.dataset.key || one.id || one.getAttribute('href') ||
    [...['name', 'value', 'aria-label'].map((name) => one.getAttribute(name)), one.textContent].join('\n');
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

const SVG = 'http://www.w3.org/2000/svg';

/** An icon of templates/staff/icons.html, by its name. It says nothing to screen readers: a word stands beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  svg.setAttribute('class', 'ic');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', '#i-' + name);
  svg.append(use);
  return svg;
}

/** A state: icon and word, never a colour alone. `kind`: ok, warn, bad or none; `boxed`: on a ground of its colour. */
export function state(kind, iconName, text, boxed) {
  return el('span', {class: `st st--${kind}${boxed ? ' box' : ''}`}, icon(iconName), el('span', null, text));
}

/** The element of an id, which the page's template has. */
export function byId(id) {
  return document.getElementById(id);
}

/** A dialog over the page, by its name for screen readers; once it is closed it is gone. */
export function openDialog(name, ...children) {
  const dialog = el('dialog', {'aria-label': name, onclose: () => dialog.remove()}, children);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** For a button that takes something away: the first press asks this in place of its text, the second does it; who leaves it
    has decided otherwise. */
export function twice(question, act) {
  return (event) => {
    const button = event.currentTarget;
    if (button.dataset.asked) return act(event);
    const before = [...button.childNodes], named = button.getAttribute('aria-label');
    button.dataset.asked = 'yes';
    button.removeAttribute('aria-label');
    button.textContent = question;
    button.addEventListener('blur', () => {
      delete button.dataset.asked;
      if (named) button.setAttribute('aria-label', named);
      fill(button, before);
    }, {once: true});
    return null;
  };
}
