/* The page Screens: what disagrees first, in plain words with what to do, then every wall in miniature. */
import {ApiError, get, send, t, trouble} from './api.js';
import {byId, el, fill, icon, state, url} from './dom.js';
import {listen} from './feed.js';
import {miniature} from './miniature.js';
import {ago, lasting, pairing, size, whereabouts, within, words} from './display.js';

const place = byId('screens');
const mayTell = document.documentElement.dataset.role !== 'viewer';
const FINE = ['right', 'off'];
const ORDER = ['wrong', 'offline', 'behind', 'stale', 'unknown', 'never', 'off', 'right'];

let screens = new Map();
let floor = '';
let only = '';
const marked = new Set();
const cards = new Map();
let change = null;

/* Parts ------------------------------------------------------------------------ */

const head = el('section', {class: 'health panel', 'aria-label': t('All screens')});
const followed = el('div', {class: 'followed', role: 'status'});
const filters = el('div', {class: 'filters'});
const bar = el('div', {class: 'marked panel', hidden: true});
// Both wait unseen, for until the server has told of the screens they have no heading to be named by.
const attention = el('section', {'aria-labelledby': 'attention', hidden: true}, el('h2', {id: 'attention'}), el('ul', {class: 'cards cards--large'}));
const fine = el('section', {'aria-labelledby': 'fine', hidden: true}, el('h2', {id: 'fine'}), el('ul', {class: 'cards'}));
fill(place, head, followed, filters, bar, attention, fine);

async function load() {
  try {
    const told = await get('screens');
    screens = new Map(told.screens.map((screen) => [key(screen), screen]));
    const {changes} = await get('changes');
    change = changes[0] || null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status >= 500) trouble('away');  // asked again until it answers
    return;
  }
  draw();
}

function key(screen) {
  return screen.kind + ' ' + screen.name;
}

/* Drawing ---------------------------------------------------------------------- */

function draw() {
  const every = [...screens.values()];
  if (!every.some((screen) => screen.state === only)) only = ''; // nobody is left before an empty page without a way back
  if (!every.some((screen) => screen.floor === floor)) floor = '';
  drawHealth(every);
  drawChange();
  drawFilters(every);
  const shown = every.filter((screen) => (!floor || screen.floor === floor) && (!only || screen.state === only));
  const bad = shown.filter((screen) => !FINE.includes(screen.state)).sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const good = shown.filter((screen) => FINE.includes(screen.state));
  drawList(attention, t('Needs attention'), bad, true);
  drawList(fine, t('Fine'), good, false);
  drawMarked();
  for (const [name, card] of cards) if (!screens.has(name)) { card.remove(); cards.delete(name); }
}

function drawHealth(every) {
  const count = (...states) => every.filter((screen) => states.includes(screen.state)).length;
  const parts = ['wrong', 'offline', 'behind', 'stale', 'unknown', 'never', 'off'].filter((one) => count(one))
    .map((one) => `${count(one)} ${within(one)}`);
  fill(head,
    el('p', {class: 'health__n big'}, t('%(fine)s of %(all)s fine', {fine: count(...FINE), all: every.length})),
    el('div', {class: 'ticks', 'aria-hidden': 'true'}, ORDER.slice().reverse().flatMap((one) =>
      Array.from({length: count(one)}, () => el('i', {class: {right: 'c', off: 'c', wrong: 'b', offline: 'b', never: 'x', unknown: 'x'}[one] || 'w'})))),
    el('p', {class: 'muted'}, parts.length ? parts.join(', ') : t('Every wall shows what it should.')));
}

function drawChange() {
  if (!change || !change.total) { fill(followed); return; }
  const text = !change.slowest_s ? t('%(shown)s of %(total)s show the latest change', change)
    : t('%(shown)s of %(total)s show the latest change, after %(slowest_s)s s', change);
  const missing = change.missing.map((one) => one.label || one.screen).join(', ');
  const all = change.shown === change.total;
  fill(followed, state(all ? 'ok' : change.followed ? 'none' : 'warn', all ? 'check' : change.followed ? 'clock' : 'warn', text),
    !all && missing ? el('span', {class: 'muted'}, change.followed ? t('waiting for %(names)s', {names: missing}) : t('not yet: %(names)s', {names: missing})) : null);
}

function drawFilters(every) {
  const floors = [...new Set(every.map((screen) => screen.floor).filter(Boolean))].sort();
  const states = ORDER.filter((one) => every.some((screen) => screen.state === one));
  const option = (chosen, value, text, pick) => el('button', {type: 'button', 'aria-pressed': String(chosen === value), onclick: () => { pick(value); draw(); }}, text);
  fill(filters,
    floors.length ? el('div', {class: 'seg', role: 'group', 'aria-label': t('Floor')}, option(floor, '', t('All'), (v) => { floor = v; }),
      floors.map((one) => option(floor, one, one, (v) => { floor = v; }))) : null,
    states.length > 1 ? el('div', {class: 'seg', role: 'group', 'aria-label': t('State')}, option(only, '', t('Any state'), (v) => { only = v; }),
      states.map((one) => option(only, one, words(one), (v) => { only = v; }))) : null,
    mayTell ? el('a', {class: 'btn push', href: url('/staff/pair')}, icon('plus'), t('Pair a TV')) : null);
}

function drawList(section, title, list, large) {
  section.hidden = !list.length;
  fill(section.querySelector('h2'), title, ' ', el('span', {class: 'muted'}, list.length));
  const ul = section.querySelector('ul');
  const wanted = list.map((screen) => card(screen, large));
  wanted.forEach((one, i) => { if (ul.children[i] !== one) ul.insertBefore(one, ul.children[i] || null); });
  while (ul.children.length > wanted.length) ul.lastElementChild.remove();
}

function card(screen, large) {
  let made = cards.get(key(screen));
  if (!made) {
    const mini = miniature(screen.path, size(screen));
    made = el('li', {class: 'card'}, el('a', {class: 'card__wall', href: page(screen), tabindex: '-1', 'aria-hidden': 'true'}, mini, el('span', {class: 'card__tag'}, t('Should be'))),
      el('div', {class: 'card__text'}));
    cards.set(key(screen), made);
  }
  made.className = `card card--${screen.state}`;
  made.querySelector('.card__tag').hidden = !['wrong', 'behind'].includes(screen.state);
  const said = JSON.stringify([screen, large, marked.has(key(screen))]);
  if (made.said !== said) {
    made.said = said;
    fill(made.querySelector('.card__text'), ...text(screen, large));
  }
  return made;
}

function page(screen) {
  return url(`/staff/${screen.kind}s/${encodeURIComponent(screen.name)}`);
}

function text(screen, large) {
  const told = words(screen.state, screen, large);
  const mark = mayTell && screen.displays.length ? el('input', {type: 'checkbox', 'data-key': 'mark', 'aria-label': t('Mark %(name)s', {name: screen.name}), ...(marked.has(key(screen)) ? {checked: true} : {}),
    onchange: (event) => { if (event.target.checked) marked.add(key(screen)); else marked.delete(key(screen)); drawMarked(); }}) : null;
  return [
    el('p', {class: 'card__n'}, mark, el('a', {href: page(screen), 'data-key': 'name'}, screen.name), screen.displays.length > 1 ? el('span', {class: 'muted'}, ` ×${screen.displays.length + screen.more}`) : null,
      !large ? el('span', {class: 'card__age muted', 'data-seen': newest(screen) || ''}, heard(newest(screen))) : null),
    large ? el('p', {class: 'muted'}, whereabouts(screen) || '\u00a0') : null,
    large ? el('div', {class: 'card__state'}, state(...told.look, told.since, true), action(screen)) : screen.state === 'off' ? state(...told.look, words('off')) : null,
    large && told.cause ? el('p', {class: 'card__why'}, told.cause) : null,
  ];
}

function newest(screen) {
  return screen.displays.map((one) => one.seen).filter(Boolean).sort().pop();
}

function heard(seen) {
  return seen ? t('%(age)s ago', {age: ago(seen)}) : '';
}

/** The one thing to do about it. */
function action(screen) {
  if (!mayTell) return null;
  const online = screen.displays.filter((one) => one.online && one.state !== 'right');
  if (screen.state === 'never') return el('a', {class: 'btn btn--sm', href: pairing(screen), 'data-key': 'do'}, t('Pair'));
  if (online.length) return el('button', {type: 'button', class: 'btn btn--sm', 'data-key': 'do', onclick: (event) => tell(event.target, online, 'reload')}, t('Reload'));
  return el('a', {class: 'btn btn--sm', href: page(screen), 'data-key': 'do'}, t('What to do'));
}

function drawMarked() {
  for (const one of marked) if (!screens.has(one)) marked.delete(one);
  bar.hidden = !marked.size;
  const said = JSON.stringify([...marked]);
  if (bar.said === said) return; // a button that somebody is on, or that answers, stays
  bar.said = said;
  const displays = () => [...marked].flatMap((one) => screens.get(one).displays.filter((display) => display.online));
  const names = () => [...marked].map((one) => screens.get(one).name);
  fill(bar, el('b', null, t('%(n)s marked', {n: marked.size})),
    el('button', {type: 'button', class: 'btn', onclick: (event) => tell(event.target, displays(), 'identify')}, icon('eye'), t('Identify')),
    el('button', {type: 'button', class: 'btn', onclick: (event) => tell(event.target, displays(), 'reload')}, icon('again'), t('Reload')),
    el('a', {class: 'btn', href: url(`/staff/messages?screens=${names().map(encodeURIComponent).join(',')}`)}, icon('messages'), t('Notify')),
    el('button', {type: 'button', class: 'link push', onclick: () => { marked.clear(); draw(); }}, t('Unmark all')));
}

async function tell(button, displays, order) {
  const before = button.textContent;
  button.disabled = true;
  const results = await Promise.allSettled(displays.map((one) => send('POST', `displays/${one.id}/${order}`)));
  const failed = results.filter((result) => result.status === 'rejected').map((result) => result.reason);
  const refused = failed.find((error) => error.status === 403); // it is no display's fault that one may not
  button.textContent = refused ? refused.message : failed.length ? t('%(n)s not reached', {n: failed.length}) : t('Told');
  setTimeout(() => { button.textContent = before; button.disabled = false; }, refused ? 8000 : 2500);
}

/* Keeping it live -------------------------------------------------------------- */

listen('screens', (told) => {
  if (told.all) { load(); return; }
  for (const screen of told.screens) screens.set(key(screen), screen);
  for (const name of told.gone || []) screens.delete('room ' + name);
  draw();
});
listen('change', (told) => { change = told; drawChange(); });
listen('layout', load);
listen('open', load);
setInterval(() => {
  for (const age of place.querySelectorAll('[data-seen]')) age.textContent = heard(age.dataset.seen);
  for (const since of place.querySelectorAll('[data-since]')) since.textContent = lasting(since.dataset.since);
}, 1000);
document.addEventListener('signage:back', load);
load();
