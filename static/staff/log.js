/* The log: who did what, when and from where. It reads on by itself while it stands at its newest entries. */
import {get, t} from './api.js';
import {byId, el, fill, icon} from './dom.js';
import {listen} from './feed.js';
import {now, zoned} from './frame.js';
import {dayOf} from './when.js';

const root = document.documentElement;
const dayName = zoned({weekday: 'long', day: 'numeric', month: 'long'});
const clock = zoned({hour: '2-digit', minute: '2-digit', second: '2-digit'});
const isEditor = root.dataset.role === 'editor';

let entries = [];
let more = false;
let keptDays = 0;
let asked = 0;
let timer = 0;

const find = byId('find');
find.addEventListener('input', refreshSoon);
byId('older').addEventListener('click', older);
document.addEventListener('signage:back', refresh);
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
listen('log', soon);
listen('open', soon);
refresh();

/** In a moment, so that what comes in a row is asked for once. */
function refreshSoon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, 250);
}

/** Something was written down: what is read further back stays where it is. */
function soon() {
  if (entries.length <= 200) refreshSoon();
}

function path(before) {
  const query = new URLSearchParams();
  if (find.value.trim()) query.set('find', find.value.trim());
  if (before) query.set('before', before);
  return `log?${query}`;
}

async function refresh() {
  const mine = ++asked;
  const page = await get(path()).catch(() => null);
  if (!page || mine !== asked) return;
  const changed = entries.length === 0 || JSON.stringify(page.entries[0]) !== JSON.stringify(entries[0]) || page.entries.length !== entries.length;
  entries = page.entries;
  more = page.more;
  keptDays = page.kept_days;
  if (changed) show();
}

async function older() {
  const mine = ++asked;
  const page = await get(path(entries.at(-1).at)).catch(() => null);
  if (!page || mine !== asked) return;
  entries = entries.concat(page.entries);
  more = page.more;
  show();
}

function show() {
  const days = new Map();
  for (const entry of entries) {
    const key = dayOf(Date.parse(entry.at));
    days.set(key, [...(days.get(key) || []), entry]);
  }
  fill(byId('log'), [...days.values()].map(day));
  byId('older').hidden = !more;
  byId('kept').textContent = t('The log is kept for %(days)s days.', {days: keptDays});
  byId('none').hidden = entries.length > 0;
}

function day(found) {
  const heading = el('h2', {class: 'log__day'}, title(new Date(found[0].at)), el('span', {class: 'muted'}, ` ${found.length}`));
  const names = [t('Time'), t('Who'), t('What'), t('About'), isEditor && t('From')].filter(Boolean);
  return el('section', null, heading, el('table', {class: 'table panel log'},
    el('thead', null, el('tr', null, names.map((name) => el('th', {scope: 'col'}, name)))),
    el('tbody', null, found.map(row))));
}

function row(entry) {
  return el('tr', null,
    el('td', {class: 'log__at n'}, clock.format(new Date(entry.at))),
    el('td', {class: 'log__who'}, el('b', null, entry.who)),
    el('td', {class: 'log__what'}, entry.warns ? el('span', {class: 'st st--warn'}, icon('warn'), entry.what) : entry.what),
    el('td', {class: 'log__about'}, entry.about),
    isEditor && el('td', {class: 'log__from muted'}, entry.origin));
}

function title(at) {
  const key = dayOf(at);
  if (key === dayOf(now())) return t('Today');
  if (key === dayOf(now() - 86400000)) return t('Yesterday');
  return dayName.format(at);
}
