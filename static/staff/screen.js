/* The page of one screen: what is on the glass, what should be, facts of each display, and what can be done. */
import {get, send, t} from './api.js';
import {byId, el, fill, icon, state, twice} from './dom.js';
import {listen} from './feed.js';
import {miniature} from './miniature.js';
import {ago, because, lasting, look, size, words} from './display.js';

const place = byId('screen');
const {kind, name} = place.dataset;
const mayTell = document.documentElement.dataset.role !== 'viewer';
let screen = null;
let others = [];
let wall = null;

async function load() {
  const told = await get('screens');
  others = told.screens.filter((one) => !(one.kind === kind && one.name === name));
  screen = told.screens.find((one) => one.kind === kind && one.name === name) || null;
  draw();
}

function draw() {
  if (!screen) { fill(place, el('p', {class: 'box st--none'}, t('There is no such screen, or no display has it open any more.'))); return; }
  const where = [screen.room ? t('Room %(name)s', {name: screen.room}) : '', screen.floor].filter(Boolean).join(', ');
  const told = words(screen.state, screen);
  wall = wall || miniature(screen.path, size(screen));
  fill(place,
    el('div', {class: 'one__head'}, state(...told.look, told.since, true), el('span', {class: 'muted'}, where),
      el('a', {class: 'push', href: screen.path, target: '_blank', rel: 'noopener'}, t('Open the page itself'))),
    el('div', {class: 'one__walls'},
      el('figure', null, el('figcaption', null, el('b', null, t('On the glass now')), el('span', {class: 'muted push', 'data-seen': newest() || ''}, reported())), glass()),
      el('p', {class: 'one__same'}, icon(screen.state === 'right' ? 'check' : 'err'), screen.state === 'right' ? t('same') : t('not the same')),
      el('figure', null, el('figcaption', null, el('b', null, t('Should be'))), wall)),
    screen.displays.length ? screen.displays.map(display) : el('p', {class: 'panel one__none'}, t('No display has opened this screen. Pair a TV, or open its address there:'), ' ', el('code', null, location.origin + screen.path)));
}

function newest() {
  return screen.displays.map((one) => one.seen).filter(Boolean).sort().pop();
}
function reported() {
  return newest() ? t('reported %(age)s ago', {age: ago(newest())}) : t('never reported');
}

/** What a display said that can be seen on it, in the shape of the wall: no camera looks at it. */
function glass() {
  const worst = screen.displays.find((one) => one.state === screen.state);
  const box = el('div', {class: `said said--${screen.state}`});
  if (!worst) return fill(box, icon('never'), el('p', null, t('Never opened')));
  if (screen.state === 'offline' || screen.state === 'off') fill(box, icon(look(screen.state)[1]), el('p', null, words(screen.state)), el('p', {class: 'said__t'}, worst.title));
  else fill(box, el('p', {class: 'said__t'}, worst.title || t('No session')), el('p', null, worst.shown.length === 1 ? t('One session can be seen') : t('%(n)s sessions can be seen', {n: worst.shown.length})));
  return box;
}

function display(one) {
  const told = el('p', {class: 'st', role: 'status'});
  const order = (what, body) => async () => {
    try {
      await send('POST', `displays/${one.id}/${what}`, body ? body() : undefined);
      fill(told, icon('check'), t('Told'));
      if (['forget', 'label', 'replace'].includes(what)) await load();
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
    el('header', {class: 'row'}, el('h2', null, named), state(...look(one.state), one.since ? `${words(one.state)} ${lasting(one.since)}` : words(one.state), true), told),
    because(one) && one.state !== 'right' ? el('p', {class: 'one__why'}, because(one)) : null,
    el('dl', {class: 'one__facts'},
      fact(t('Last report'), el('span', {'data-seen': one.seen || ''}, one.seen ? ago(one.seen) : t('none'))),
      fact(t('Browser'), one.engine || t('not known')),
      fact(t('Size'), one.size && one.size[0] ? `${one.size[0]} × ${one.size[1]}` : t('not known')),
      fact(t('Own clock'), one.skew_ms === null ? t('not known') : Math.abs(one.skew_ms) < 1000 ? t('right') : one.skew_ms > 0 ? t('%(n)s s ahead', {n: Math.round(one.skew_ms / 1000)}) : t('%(n)s s behind', {n: Math.round(-one.skew_ms / 1000)})),
      fact(t('Page open for'), one.up_s === null ? t('not known') : ago(new Date(Date.parse(one.seen) - one.up_s * 1000).toISOString())),
      fact(t('Script errors'), one.errors ? `${one.errors}: ${one.error}` : t('none'))),
    mayTell ? el('div', {class: 'one__acts'},
      act('identify', [icon('eye'), t('Identify')]), act('reload', [icon('undo'), t('Reload')]),
      el('div', {class: 'one__pick'}, label, act('label', t('Name it'), () => ({label: label.value}))),
      others.length ? el('div', {class: 'one__pick'}, target, act('go', [icon('move'), t('Move there')], () => ({screen: target.value}))) : null,
      online.length ? el('div', {class: 'one__pick'}, swap, act('swap', t('Swap'), () => ({display: swap.value})), el('button', {type: 'button', class: 'btn', onclick: async () => {
        try { await send('POST', `displays/${one.id}/replace`, {display: swap.value}); await load(); } catch (error) { fill(told, icon('err'), error.message); }
      }}, t('Replace by it'))) : null,
      button(t('Forget'), false, one.online ? twice(t('Remove %(name)s?', {name: named}), order('forget')) : order('forget'))) : null);
}

listen('screens', (told) => {
  if (told.all) { load(); return; }
  const mine = told.screens.find((one) => one.kind === kind && one.name === name);
  if (mine && !place.contains(document.activeElement)) { screen = mine; draw(); } else if (mine) { screen = mine; }
});
listen('open', load);
setInterval(() => { for (const age of place.querySelectorAll('[data-seen]')) if (age.dataset.seen) age.textContent = age.matches('dd span') ? ago(age.dataset.seen) : t('reported %(age)s ago', {age: ago(age.dataset.seen)}); }, 1000);
document.addEventListener('signage:back', load);
load();
