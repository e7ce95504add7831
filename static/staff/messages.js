/* The page Messages: what is on the walls, writing one, and what displays say of it. See docs/staff.md. */
import {get, send, t, tn} from './api.js';
import {byId, el, fill, icon, state} from './dom.js';
import {listen} from './feed.js';
import {Compose} from './message-compose.js';
import {Progress} from './message-progress.js';
import {Report} from './message-report.js';
import {now} from './frame.js';
import {lasting, when} from './when.js';

const root = document.documentElement;
const EVERY = 10000, SOON = 2000;  // ms between two looks; while something is on its way: the stream tells sooner
const GATHER = 200, SCREENS = 3000;  // ms for which news of the stream are gathered
const PATIENCE = 4;  // how many times as long as the last answer took: many displays take the server long to list
const main = byId('msg-main'), list = byId('msg-list');

const page = {
  me: null, notices: [], prepared: [], screens: [], draft: null,
  mayspeak: root.dataset.role !== 'viewer', emergency: root.hasAttribute('data-emergency'),
  refresh, draw, open: (hash) => { location.hash = hash; }
};
let view = null, shown = '', timer = 0, drawn = '', asking = false, told = false, looking = 0, pause = GATHER;

/** Ask for everything that the page shows; views take what concerns them. */
async function refresh() {
  clearTimeout(timer);
  asking = true;
  told = false;
  const asked = performance.now();
  try {
    page.notices = (await get('notices')).notices;
    draw();
    if (view && view.update) await view.update();
  } catch { /* the bar says so */ }
  asking = false;
  pause = Math.max(GATHER, PATIENCE * (performance.now() - asked));
  if (told) { timer = setTimeout(refresh, pause); return; }
  const fresh = page.notices.some((one) => one.state === 'on_air' && now() - Date.parse(one.sent) < 60000);
  if (!document.hidden) timer = setTimeout(refresh, fresh ? SOON : EVERY);
}

function route(moved) {
  const [id, what] = location.hash.slice(1).split('/');
  const key = `${id}/${what || ''}`;
  if (key === shown && view) return;
  if (view && view.remove) view.remove();
  shown = key;
  if (id.startsWith('n_')) view = what === 'report' ? new Report(page, main, id) : new Progress(page, main, id);
  else if (id.startsWith('change-')) change(id.slice(7));
  else if (page.mayspeak && (id || innerWidth > 760)) view = new Compose(page, main, id.startsWith('prepared-') ? id.slice(9) : '');
  else { view = null; fill(main); }
  document.body.classList.toggle('is-open', !!view && !!id);
  document.body.classList.toggle('is-sent', id.startsWith('n_'));
  drawn = '';
  draw();
  if (!view || !moved) return;
  scrollTo(0, 0);
  main.focus({preventScroll: true});  // what was pressed is gone: the keyboard goes on with what has come
}

/** Write one anew that is on the walls. */
function change(id) {
  const sent = page.notices.find((one) => one.id === id);
  if (sent && page.mayspeak) view = new Compose(page, main, '', sent);
  else { view = null; location.hash = id ? `#${id}` : ''; }
}

/* The list ------------------------------------------------------------------------- */

const STYLES = {banner: () => t('Banner'), urgent: () => t('Urgent'), takeover: () => t('Takeover')};
const HOW = {ended: () => t('ended'), withdrawn: () => t('ended by staff'), taken_back: () => t('taken back'), cleared: () => t('all clear given')};

/** How far a message has come, in few words: icon and word. */
function summary(one) {
  const total = new Set([...one.reach, ...one.displays.map((display) => display.screen)]).size;
  if (one.state === 'scheduled') return state('none', 'clock', t('from %(time)s', {time: when(one.from)}));
  if (Date.parse(one.take_back_until) > now() && !one.not_reached.length) return state('none', 'clock', t('on its way'));
  const confirmed = total - one.not_reached.length;
  const text = t('%(number)s of %(total)s confirmed', {number: confirmed, total});
  return confirmed === total ? state('ok', 'check', text) : state('none', 'clock', text);
}

function draw() {
  const on = page.notices.filter((one) => ['on_air', 'scheduled'].includes(one.state));
  const over = page.notices.filter((one) => !on.includes(one) && one.state !== 'taken_back').slice(0, 12);
  const next = JSON.stringify([on, over.map((one) => one.id), page.prepared, page.draft && page.draft.saved, shown, Math.floor(Date.now() / 5000)]);
  if (next === drawn || drawn && list.querySelector(':active')) return;
  drawn = next;
  fill(list,
    page.mayspeak && item('#new', t('New message'), page.draft ? t('Draft, kept since %(time)s', {time: when(page.draft.saved)}) : t('For all screens, or some'), 'pen'),
    el('h2', null, t('On the walls'), ' ', el('span', null, on.length)),
    on.length ? on.map(entry) : el('p', {class: 'hint hint--text'}, t('No message is on the walls.')),
    page.mayspeak && page.prepared.length > 0 && [el('h2', null, t('Prepared'), ' ', el('span', null, page.prepared.length)), page.prepared.map(prepared)],
    over.length > 0 && [el('h2', null, t('Over')), over.map((one) => item(`#${one.id}/report`, one.title, `${STYLES[one.style]()}, ${HOW[one.state]()} ${when(one.ended)}`, one.status === 'actual' ? '' : 'drill'))]);
}

function item(href, title, line, iconName, extra) {
  const current = href === location.hash || href === '#new' && !location.hash && innerWidth > 760;
  return el('a', {class: `msg__item${current ? ' is-on' : ''}${['warn', 'shelter'].includes(iconName) ? ' msg__item--take' : ''}`, href, 'aria-current': current && 'true'},
    iconName && icon(iconName), el('span', null, el('b', null, title), el('small', null, line), extra));
}

function entry(one) {
  const where = one.screens ? tn('1 screen', '%(number)s screens', one.reach.length) : t('all screens');
  const until = one.until ? t('until %(time)s', {time: when(one.until)}) : t('until it is removed');
  const status = one.status === 'exercise' ? ` (${t('exercise')})` : one.status === 'test' ? ` (${t('test')})` : '';
  const missing = one.not_reached.slice(0, 3).join(', ') + (one.not_reached.length > 3 ? ' …' : '');
  return item(`#${one.id}`, one.title, `${STYLES[one.style]()}${status}, ${where}, ${until}`, one.style === 'takeover' ? 'warn' : '',
    [missing && el('small', null, t('Not yet: %(names)s', {names: missing})), summary(one)]);
}

function prepared(one) {
  const line = one.message.style === 'takeover' ? t('Takeover, hold to send') : STYLES[one.message.style]();
  return item(`#prepared-${one.id}`, one.name, one.minutes ? `${line}, ${lasting(one.minutes * 60000)}` : line, one.icon);
}

/* The start ------------------------------------------------------------------------ */

/** The screens by their names alone, where no more is known of them. */
async function plainScreens() {
  const {reach} = await send('POST', 'notices/preview', {title: '\u2013'});
  const stateOf = (name) => (reach.never.includes(name) ? 'never' : reach.online.includes(name) ? 'right' : 'offline');
  return reach.screens.map((name) => ({name, path: `/screens/${encodeURIComponent(name)}`, kind: 'screen', floor: '', room: '', orientation: 'auto', state: stateOf(name), displays: []}));
}

async function begin() {
  const [me, ready, screens, draft] = await Promise.all([
    get('me'), get('notices/prepared'), get('screens').catch(() => ({screens: []})),
    page.mayspeak ? get('notices/draft') : {message: null}
  ]);
  page.me = me;
  page.prepared = ready.prepared;
  page.screens = screens.screens.length || !page.mayspeak ? screens.screens : await plainScreens();
  page.draft = draft.message ? draft : null;
  route();
  await refresh();
}

/** The stream says that something of a message changed: ask, but not for each display by itself. */
function onNews() {
  told = true;
  if (asking || !page.me) return;
  clearTimeout(timer);
  timer = setTimeout(refresh, pause);
}
/** Displays have come or gone. */
function onScreens() {
  looking = looking || setTimeout(async () => {
    looking = 0;
    const found = await get('screens').catch(() => null);
    if (found) page.screens = found.screens;
  }, SCREENS);
}

listen('notice', onNews);
listen('screens', onScreens);
listen('open', onNews);
addEventListener('hashchange', route);
document.addEventListener('signage:back', () => { refresh(); if (view && view.back) view.back(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
begin().catch(() => document.addEventListener('signage:back', () => begin().catch(() => {}), {once: true}));

