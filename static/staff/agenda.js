/* The page Agenda: how old it is, how pulls go, what changed today, and what is held back. See docs/staff.md. */
import {ApiError, get, send, t, tn} from './api.js';
import {byId, el, fill, icon, state} from './dom.js';
import {span} from './display.js';
import {listen} from './feed.js';
import {zoned} from './frame.js';
import {look as rail} from './rail.js';
import {dayOf, hour} from './when.js';

const host = byId('agenda'), root = document.documentElement;
const may = root.dataset.role !== 'viewer';
const LOOK_EVERY = 5000, FIRST = 6;  // ms; rows before "All"
const KINDS = {full: t('Full'), window: t('Window'), delta: t('Delta')};
const OF_KIND = {full: t('all sessions'), window: t('what is on now'), delta: t('what has changed')};
const NAMES = {removed: t('gone'), moved: t('moved'), cancelled: t('cancelled'), 'left blank': t('left blank')};
const ICONS = {added: 'plus', removed: 'cross', cancelled: 'cross', revived: 'check', moved: 'move', retimed: 'clock', retitled: 'pen', speakers: 'person'};
const open = new Set();  // what was unfolded stays so

let rightly = null, now = null, wasHeld = false, problem = '', saved = '';
const live = el('p', {class: 'sr', role: 'status'});
const place = el('div', {class: 'ag'});
fill(host, live, place);

const button = el('button', {class: 'btn', type: 'button', onclick: pull}, icon('again'), t('Pull now'));
if (may) document.querySelector('.top__tools').append(button);

async function look() {
  if (document.hidden) return;
  try {
    [now, rightly] = await Promise.all([get('agenda'), get('screens/right')]);
    draw();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
async function act(path, body, done) {
  problem = '';
  try {
    await send('POST', path, body);
    live.textContent = done;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    problem = error.message;
  }
  await look();
  setTimeout(look, 1500);
}
function pull() { act('agenda/pull', undefined, t('The agenda is being pulled.')); }

/* Times ------------------------------------------------------------------------------ */

const clock = zoned({hour: '2-digit', minute: '2-digit'}), seconds = zoned({hour: '2-digit', minute: '2-digit', second: '2-digit'});
const weekday = zoned({weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});
const date = new Intl.DateTimeFormat(root.dataset.language, {timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short'});
function at(iso) { return dayOf(Date.parse(iso)) === dayOf(Date.parse(now.now)) ? clock.format(new Date(iso)) : weekday.format(new Date(iso)).replace(/,/g, ''); }

/* Parts -------------------------------------------------------------------------------- */

function draw() {
  const key = JSON.stringify([{...now, now: '', age_s: Math.floor(now.age_s / 5)}, rightly.right, rightly.screens, Math.floor(Date.parse(now.now) / 60000), [...open], problem]);
  if (key === saved) return;
  saved = key;
  button.toggleAttribute('disabled', now.pulling);
  fill(place,
    problem && el('p', {class: 'st st--bad box ag__problem', role: 'alert'}, icon('err'), problem),
    now.error && el('p', {class: 'st st--bad box ag__problem', role: 'alert'}, icon('err'), el('span', null, t('The platform cannot be asked since %(at)s: %(error)s', {at: now.failing_since ? at(now.failing_since) : '', error: now.error}))),
    now.cut_off && el('p', {class: 'st st--warn box ag__problem', role: 'alert'}, icon('warn'), t('This server is cut off from the other ones. Its walls go on with what it has; what you do here shows on its own walls, and on all others once it is back.')),
    now.store_error && el('p', {class: 'st st--warn box ag__problem'}, icon('warn'), now.store_error),
    now.held && held(now.held),
    el('div', {class: 'ag__cols'}, el('div', {class: 'ag__left'}, numbers(), pulls(), day()), el('div', {class: 'ag__right'}, changed(), skipped())));
  if (Boolean(now.held) !== wasHeld) rail();
  wasHeld = Boolean(now.held);
}

function held(one) {
  const counted = Object.values(one.counts).reduce((sum, n) => sum + n, 0), gone = (one.counts.removed || 0) === counted;
  const touched = one.sessions.length + one.more, values = {n: counted, of: one.total, day: one.days.length === 1 ? date.format(new Date(`${one.days[0]}T12:00:00Z`)).replace(/,/g, '') : ''};
  const sentence = values.day ? (gone ? t('Held back: %(n)s of the %(of)s sessions of %(day)s would vanish', values) : t('Held back: %(n)s of the %(of)s sessions of %(day)s would change', values)) :
    gone ? t('Held back: %(n)s of %(of)s sessions to come would vanish', values) : t('Held back: %(n)s of %(of)s sessions to come would change', values);
  const why = one.rejected ? t('Rejected: it stays held until the feed differs.') :
    one.passes_in_s === null ? '' : t('It passes in %(span)s if the platform still says so.', {span: span(one.passes_in_s)});
  const all = open.has('held'), shown = all ? one.sessions : one.sessions.slice(0, 5);
  return el('section', {class: 'ag__held', 'aria-label': t('Held back')},
    el('header', null, icon('hand'), el('h2', null, sentence), el('span', null, t('Since %(at)s. The walls go on with the agenda before it.', {at: at(one.since)}), ' ', why)),
    el('div', {class: 'ag__three'},
      el('div', null, el('h3', null, t('By room')), el('ul', {class: 'ag__rooms'}, one.rooms.map((room) => el('li', null, el('b', null, room.room || t('No room')), el('span', null, t('%(n)s of %(of)s', {n: room.touched, of: room.of})))))),
      el('div', null, el('h3', null, t('Difference'), ' ', el('span', {class: 'muted'}, [...Object.entries(tally(one.sessions)).map(([what, n]) => `${n} ${NAMES[what] || what}`), one.new ? t('%(n)s new', {n: one.new}) : ''].filter(Boolean).join(', '))),
        el('table', {class: 'ag__diff'}, el('tbody', null, shown.map((session) => el('tr', null, el('td', {class: 'n'}, at(session.starts_at)), el('td', null, session.title), el('td', {class: 'muted'}, session.room),
          el('td', {class: 'n'}, state(session.what === 'moved' ? 'warn' : 'bad', session.what === 'moved' ? 'move' : 'cross', whither(session))))))),
        one.sessions.length > 5 && fold('held', all ? t('Fewer') : t('All %(n)s', {n: one.sessions.length + one.more}))),
      may ? el('div', {class: 'ag__decide'},
        el('button', {class: 'btn btn--wide', type: 'button', 'data-key': 'reject', disabled: one.rejected, onclick: () => act('agenda/reject', {digest: one.digest}, t('Rejected.'))}, icon('cross'), one.rejected ? t('Rejected') : t('Reject: keep all %(n)s', {n: one.total})),
        el('p', {class: 'muted'}, t('No wall changes. What says the same stays held; what differs is judged anew.')),
        el('button', {class: 'btn btn--wide', type: 'button', 'data-key': 'accept', onclick: () => act('agenda/accept', {digest: one.digest}, t('Accepted.'))}, icon('check'), gone ? t('Accept: let %(n)s go', {n: touched}) : t('Accept: change %(n)s', {n: touched})),
        el('p', {class: 'muted'}, t('The walls follow as soon as the platform has answered again. A later answer that has them brings them back.'))) :
        el('div', {class: 'ag__decide'}, el('p', {class: 'muted'}, t('Operators decide.')))));
}
function tally(sessions) {
  const found = {};
  for (const session of sessions) found[session.what] = (found[session.what] || 0) + 1;
  return found;
}
function whither(session) {
  if (session.what !== 'moved') return NAMES[session.what] || session.what;
  const parts = [session.to_starts_at && session.to_starts_at !== session.starts_at ? at(session.to_starts_at) : '', session.to_room !== session.room ? session.to_room : ''];
  return t('to %(where)s', {where: parts.filter(Boolean).join(', ')});
}
function fold(name, words) {
  return el('button', {class: 'link', type: 'button', 'data-key': `fold-${name}`, 'aria-expanded': String(open.has(name)), onclick: () => { if (!open.delete(name)) open.add(name); draw(); }}, words);
}

function numbers() {
  const {requests} = now, old = now.age_s !== null && now.age_s > now.stale_after_s;
  const box = (title, big, small, kind) => el('div', null, el('p', null, title), el('p', {class: `ag__big ${kind || ''}`}, big), el('small', null, small));
  return el('div', {class: 'ag__nums panel'},
    box(t('Age'), now.age_s === null ? t('none yet') : t('%(span)s old', {span: span(now.age_s)}),
      now.confirmed_at ? t('Confirmed %(at)s, stale from %(span)s', {at: seconds.format(new Date(now.confirmed_at)), span: span(now.stale_after_s)}) : t('No answer yet'), old ? 'st--bad' : ''),
    box(t('Sessions'), t('%(n)s today', {n: now.today}), t('%(a)s tomorrow, %(b)s in all', {a: now.tomorrow, b: now.all})),
    requests.left === null ? box(t('Requests'), t('%(n)s today', {n: requests.today}), refusals(requests)) :
      box(t('Requests left'), t('%(n)s of %(of)s', {n: requests.left, of: requests.limit}), t('%(n)s today, %(refused)s', {n: requests.today, refused: refusals(requests)})));
}
function refusals(requests) { return requests.refused ? t('%(n)s refused', {n: requests.refused}) : t('none refused'); }

function brought(n) {
  return n ? tn('1 session', '%(n)s sessions', n) : t('nothing new');
}
function again(good) { return t('good again %(at)s', {at: at(good.at)}); }
const RESULTS = {held: ['hand', t('Held back')], failed: ['warn', t('No answer')]};
function pulls() {
  const cell = (title, ...children) => el('td', {'data-title': title}, ...children);
  return el('table', {class: 'table panel ag__pulls'}, el('thead', null, el('tr', null, [t('Pull'), t('When'), t('Last good'), t('Last bad')].map((title) => el('th', {scope: 'col'}, title)))),
    el('tbody', null, now.pulls.map((one) => el('tr', null, el('th', {scope: 'row'}, KINDS[one.kind], ' ', el('small', null, OF_KIND[one.kind])),
      cell(t('When'), one.kind === 'full' ? t('at %(at)s, by hand', {at: one.at}) : t('every %(span)s', {span: span(one.every_s)})),
      cell(t('Last good'), one.good ? `${at(one.good.at)}, ${brought(one.good.sessions)}` : t('none since the server started')),
      cell(t('Last bad'), one.bad ? el('div', {class: 'row ag__bad'}, state('warn', ...RESULTS[one.bad.result], true), el('span', null, at(one.bad.at), one.good && one.good.at > one.bad.at ? `, ${again(one.good)}` : ''), one.bad.text && el('small', null, one.bad.text)) : el('span', {class: 'muted'}, t('none since the server started')))))));
}

/* The day: a block for each quarter of an hour. Shape tells what colour does: filled = good, hatched = held, tall = no answer. */
function day() {
  const start = new Date(now.day_start).getTime(), step = now.block_s * 1000, blocks = now.pulls[0].blocks.length;
  const place = (new Date(now.now).getTime() - start) / step;
  const hours = Array.from({length: 9}, (_, n) => n * 3).filter((n) => n * 4 <= blocks);
  return el('section', {class: 'panel ag__day', 'aria-label': t('The day so far')}, el('h3', null, t('The day so far'), ' ', el('span', {class: 'muted'}, t('one block: 15 min'))),
    el('div', {class: 'ag__chart'},
      now.pulls.map((one) => el('div', {class: 'ag__row', role: 'img', 'aria-label': told(one, start, step)}, el('span', null, KINDS[one.kind]), blocksOf(one))),
      screensRight(start, step * blocks),
      el('div', {class: 'ag__row ag__axis', 'aria-hidden': 'true'}, el('span'), el('div', null, hours.map((n) => mark(n * 4 / blocks, hour(start + n * 3600000)))), ),
      line(place / blocks)),
    el('p', {class: 'ag__legend muted'}, el('i', {class: 'good'}), t('good'), el('i', {class: 'held'}), t('held back'), el('i', {class: 'failed'}), t('no answer')));
}
/* How many screens were right, as a line in steps: nothing before this server began. */
function screensRight(start, length) {
  const most = Math.max(1, rightly.screens, ...rightly.right.map((one) => one.screens)), until = Date.parse(rightly.now);
  const x = (ms) => 1000 * Math.min(1, Math.max(0, (ms - start) / length)), y = (screens) => 2 + 68 * (1 - screens / most);
  const known = rightly.right.map((one) => [x(Math.max(Date.parse(one.start), Date.parse(rightly.known_from), start)), y(one.screens)]);
  const last = rightly.right[rightly.right.length - 1], text = last ? t('%(n)s of %(of)s now', {n: last.screens, of: rightly.screens}) : t('none yet');
  const path = known.map(([at, high], index) => (index ? `H${at}V${high}` : `M${at} ${high}`)).join('') + (known.length ? `H${x(until)}` : '');
  const ground = known.length ? `${path}V70H${known[0][0]}Z` : '';
  const words = el('b', {class: 'ag__rightnow'}, text), part = x(until) / 1000;
  words.style[part < .6 ? 'insetInlineStart' : 'insetInlineEnd'] = `${100 * (part < .6 ? part : 1 - part) + 1}%`;
  return el('div', {class: 'ag__row ag__right-row', role: 'img', 'aria-label': `${t('Screens right')}: ${text}`}, el('span', null, t('Screens right')),
    el('div', null, el('small', {class: 'ag__most'}, most), drawing([['ag__ground', ground], ['ag__line', path]]), words));
}
function drawing(paths) {
  const make = (name, attributes) => { const made = document.createElementNS('http://www.w3.org/2000/svg', name); for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value); return made; };
  const svg = make('svg', {viewBox: '0 0 1000 72', preserveAspectRatio: 'none', 'aria-hidden': 'true', class: 'ag__steps'});
  svg.append(...paths.map(([name, d]) => make('path', {class: name, d})));
  return svg;
}
function blocksOf(one) {
  return el('div', {class: 'ag__blocks'}, one.blocks.map((result) => el('i', {class: result || ''})));
}
function mark(part, words) {
  const made = el('small', null, words);
  made.style.insetInlineStart = `${100 * part}%`;
  return made;
}
function line(part) {
  const made = el('div', {class: 'ag__now', 'aria-hidden': 'true'}, el('i'));
  made.firstChild.style.insetInlineStart = `${100 * part}%`;
  return made;
}
function told(one, start, step) {
  const bad = one.blocks.flatMap((result, place) => (result && result !== 'good' ? [`${RESULTS[result][1]} ${clock.format(new Date(start + place * step))}`] : []));
  const good = one.blocks.filter((result) => result === 'good').length;
  const quarters = tn('1 quarter of an hour good', '%(n)s quarters of an hour good', good);
  return `${KINDS[one.kind]}: ${quarters}${bad.length ? `, ${bad.slice(0, 12).join(', ')}` : ''}`;
}

function changed() {
  const all = open.has('changes'), shown = all ? now.changes : now.changes.slice(0, FIRST);
  return el('section', {'aria-label': t('Changed today')}, el('h2', null, t('Changed today'), ' ', el('span', {class: 'muted'}, now.changes.length)),
    shown.length ? el('ul', {class: 'ag__list'}, shown.map((one) => el('li', null, el('span', {class: 'muted n'}, at(one.at)), icon(ICONS[one.what] || 'pen'), el('span', null, one.words)))) : el('p', {class: 'muted'}, t('Nothing yet.')),
    now.changes.length > FIRST && fold('changes', all ? t('Fewer') : t('All %(n)s', {n: now.changes.length})));
}
function skipped() {
  if (!now.skipped.length) return null;
  const all = open.has('skipped'), shown = all ? now.skipped : now.skipped.slice(0, FIRST);
  return el('section', {'aria-label': t('Records with problems')}, el('h2', null, t('Records with problems'), ' ', el('span', {class: 'muted'}, now.skipped.length)),
    el('ul', {class: 'ag__list'}, shown.map((one) => el('li', null, el('code', null, one.session || '–'), el('span', null, one.text)))),
    now.skipped.length > FIRST && fold('skipped', all ? t('Fewer') : t('All %(n)s', {n: now.skipped.length})));
}

await look();
setInterval(look, LOOK_EVERY);
listen('agenda', look);
document.addEventListener('signage:back', look);
