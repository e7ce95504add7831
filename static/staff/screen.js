/* The page of one screen: what is on the glass, what should be, facts of each display, and what can be done. */
import {ApiError, get, send, t, tn} from './api.js';
import {byId, el, fill, icon, state, twice, url} from './dom.js';
import {listen} from './feed.js';
import {miniature} from './miniature.js';
import {strip} from './day-strip.js';
import {ago, because, lasting, look as looks, pairing, size, span, whereabouts, words} from './display.js';
import {Still} from './still.js';
import {clock} from './when.js';

const place = byId('screen');
const {kind, name} = place.dataset;
const mayTell = document.documentElement.dataset.role !== 'viewer';
const LOOK_EVERY = 10000; // ms: a display that goes on as before sends no event
let today = null;
let screen = null;
let others = [];
let wall = null;
let drawn = null;
let saved = '';

async function load() {
  const told = await get('screens').catch(away);
  if (!told) return;
  others = told.screens.filter((one) => !(one.kind === kind && one.name === name));
  await look();
}

async function look() {
  try {
    today = await get(`screens/${encodeURIComponent(name)}/day`);
    screen = kind === 'screen' || today.screen.displays.length ? today.screen : null;
  } catch (error) {
    if (error.status !== 404) { away(error); return; }
    screen = null;
  }
  draw();
}

/** What is drawn stays as it is: the bar at the top says what is the matter. */
function away(error) {
  if (!(error instanceof ApiError)) throw error;
  return null;
}

const above = el('div');
const facts = el('div');
fill(place, above, facts);

function draw() {
  if (!screen) { fill(above, el('p', {class: 'box st--none'}, t('There is no such screen, or no display has it open any more.'))); fill(facts); return; }
  drawAbove();
  const said = JSON.stringify([screen.more, screen.displays.map((one) => ({...one, seen: '', up_s: 0})), others.map((one) => [one.name, one.displays.map((other) => other.id)])]);
  if (said === saved || facts.contains(document.activeElement) && saved && !facts.querySelector(':disabled:focus')) return;
  saved = said;
  fill(facts, screen.displays.length ? [...screen.displays.map(display), screen.more ? el('p', {class: 'muted'}, t('and %(n)s more', {n: screen.more})) : null] : el('div', {class: 'panel one__none'}, el('p', null, t('No display has opened this screen. Pair a TV, or open its address there:'), ' ', el('code', null, location.origin + url(screen.path))),
    mayTell ? el('a', {class: 'btn', href: pairing(screen)}, icon('plus'), t('Pair a TV')) : null));
}

function drawAbove() {
  const told = words(screen.state, screen);
  wall = wall || miniature(screen.path, size(screen));
  const same = {right: true, wrong: false, behind: false}[screen.state], glassy = glass(), shown = byId('one-wall');
  const head = [state(...told.look, told.since, true), el('span', {class: 'muted'}, whereabouts(screen)),
    mayTell ? el('a', {class: 'btn push', href: url(`/staff/messages?screens=${encodeURIComponent(screen.name)}`), 'data-key': 'notify'}, icon('messages'), t('Notify')) : null,
    el('a', {class: mayTell ? '' : 'push', href: url(screen.path), target: '_blank', rel: 'noopener', 'data-key': 'open'}, t('Open the page itself'))];
  if (!shown) {
    fill(above, el('div', {class: 'one__head'}), el('div', {class: 'one__walls'},
      el('figure', {id: 'one-glass'}, el('figcaption'), glassy),
      el('p', {class: 'one__same'}),
      el('figure', {id: 'one-wall'}, el('figcaption', null, el('b', null, t('Should be'))), wall)), el('div', {class: 'one__day'}));
  } else if (byId('one-glass').lastChild !== glassy) byId('one-glass').lastChild.replaceWith(glassy);
  fill(above.querySelector('.one__head'), head);
  fill(byId('one-glass').firstChild, el('b', null, t('On the glass now')), el('span', {class: 'muted push', 'data-seen': newest() || ''}, reported()));
  fill(above.querySelector('.one__same'), same === undefined ? null : [icon(same ? 'check' : 'err'), same ? t('same') : t('not the same')]);
  fill(above.querySelector('.one__day'), strip(today));
}

function newest() {
  return screen.displays.map((one) => one.seen).filter(Boolean).sort().pop();
}
function reported() {
  return newest() ? t('reported %(age)s ago', {age: ago(newest())}) : t('never reported');
}

/** What a display said that can be seen on it: its page as it stood when that was so, or in words. No camera looks at it. */
function glass() {
  const worst = screen.displays.find((one) => one.state === screen.state), at = worst && today.glass.find((one) => one.display === worst.id);
  if (!at) { drop(); return said(worst); }
  const key = `${worst.id} ${at.date} ${screen.path}`;
  if (!drawn || drawn.key !== key) {
    drop();
    const still = new Still(screen.path, t('What the display reports'), size(screen)), note = el('p', {class: 'one__note'});
    drawn = {key, still, note, el: el('div', {class: 'one__drawn'}, still.el, note)};
  }
  drawn.el.className = `one__drawn one__drawn--${screen.state}`;
  drawn.still.show(at.date, Date.parse(at.at));
  const gone = ['offline', 'off', 'unknown'].includes(screen.state);
  fill(drawn.note, gone ? state(...looks(screen.state), words(screen.state, screen).since) : null,
    screen.state === 'wrong' ? t('Drawn from its report: “%(title)s”, as its page stood at %(time)s.', {title: worst.title, time: clock(Date.parse(at.at))}) :
      gone ? t('Its page at its last word, %(time)s.', {time: clock(Date.parse(at.at))}) : t('Drawn from its report.'));
  return drawn.el;
}
function drop() {
  if (drawn) drawn.still.remove();
  drawn = null;
}

function said(worst) {
  const box = el('div', {class: `said said--${screen.state}`});
  if (!worst) return fill(box, icon(looks(screen.state)[1]), el('p', null, words(screen.state)));
  if (screen.state === 'offline' || screen.state === 'off') fill(box, icon(looks(screen.state)[1]), el('p', null, words(screen.state)), el('p', {class: 'said__t'}, worst.title));
  else fill(box, el('p', {class: 'said__t'}, worst.title || t('No session')), el('p', null, tn('One session can be seen', '%(n)s sessions can be seen', worst.shown.length)));
  return box;
}

function display(one) {
  const told = el('p', {class: 'st', role: 'status'});
  const order = (what, body) => async () => {
    try {
      await send('POST', `displays/${one.id}/${what}`, body ? body() : undefined);
      fill(told, icon('check'), t('Told'));
      if (['forget', 'label', 'replace'].includes(what)) { saved = ''; await load(); }
    } catch (error) { fill(told, icon('err'), error.message); }
  };
  const button = (text, disabled, onclick) => el('button', {type: 'button', class: 'btn', disabled, onclick}, text);
  const act = (what, text, body) => button(text, !one.online && what !== 'label', order(what, body));
  const named = one.label || t('Display %(id)s', {id: one.id.slice(0, 4)});
  const label = el('input', {class: 'in', value: one.label, maxlength: 80, 'aria-label': t('Name of this display'), placeholder: t('Name of this display')});
  const target = el('select', {class: 'in', 'aria-label': t('Another screen')}, others.map((other) => el('option', {value: other.name}, other.name)));
  const online = others.flatMap((other) => other.displays.filter((d) => d.online).map((d) => [other, d]));
  const swap = el('select', {class: 'in', 'aria-label': t('Another display')}, online.map(([other, d]) => el('option', {value: d.id}, `${other.name}${d.label ? ` (${d.label})` : ` (${d.id.slice(0, 4)})`}`)));
  const fact = (what, value) => el('div', null, el('dt', null, what), el('dd', null, value));
  return el('section', {class: 'panel one__display', 'aria-label': one.label || one.id.slice(0, 4)},
    el('header', {class: 'row'}, el('h2', null, named), state(...looks(one.state), one.since ? `${words(one.state)} ${lasting(one.since)}` : words(one.state), true), told),
    because(one) && one.state !== 'right' ? el('p', {class: 'one__why'}, because(one)) : null,
    el('dl', {class: 'one__facts'},
      fact(t('Last report'), el('span', {'data-seen': one.seen || ''}, one.seen ? ago(one.seen) : t('none'))),
      fact(t('Browser'), one.engine || t('not known')),
      fact(t('Size'), one.size && one.size[0] ? `${one.size[0]} × ${one.size[1]}` : t('not known')),
      fact(t('Own clock'), one.skew_ms === null ? t('not known') : Math.abs(one.skew_ms) < 1000 ? t('right') : skew(Math.round(one.skew_ms / 1000))),
      fact(t('Page open for'), one.up_s === null ? t('not known') : ago(new Date(Date.parse(one.seen) - one.up_s * 1000).toISOString())),
      fact(t('Script errors'), one.errors ? `${one.errors}: ${one.error}` : t('none'))),
    mayTell ? el('div', {class: 'one__acts'},
      act('identify', [icon('eye'), t('Identify')]), act('reload', [icon('again'), t('Reload')]),
      el('div', {class: 'one__pick'}, label, act('label', t('Name it'), () => ({label: label.value}))),
      others.length ? el('div', {class: 'one__pick'}, target, act('go', [icon('move'), t('Move there')], () => ({screen: target.value}))) : null,
      online.length ? el('div', {class: 'one__pick'}, swap, act('swap', t('Swap'), () => ({display: swap.value})), el('button', {type: 'button', class: 'btn', onclick: async () => {
        try { await send('POST', `displays/${one.id}/replace`, {display: swap.value}); saved = ''; await load(); } catch (error) { fill(told, icon('err'), error.message); }
      }}, t('Replace by it'))) : null,
      el('a', {class: 'btn', href: pairing(screen, one)}, t('Replace by a new TV…')),
      button(t('Forget'), false, one.online ? twice(t('Remove %(name)s?', {name: named}), order('forget')) : order('forget'))) : null);
}

function skew(seconds) {
  return seconds > 0 ? t('%(long)s ahead', {long: span(seconds)}) : t('%(long)s behind', {long: span(-seconds)});
}

listen('screens', (told) => {
  if (told.all || told.screens.some((one) => one.kind === kind && one.name === name)) look();
});
listen('layout', load);
listen('open', load);
setInterval(() => { for (const age of place.querySelectorAll('[data-seen]')) if (age.dataset.seen) age.textContent = age.matches('dd span') ? ago(age.dataset.seen) : t('reported %(age)s ago', {age: ago(age.dataset.seen)}); }, 1000);
setInterval(() => { if (!document.hidden) look(); }, LOOK_EVERY);
document.addEventListener('signage:back', load);
load();
