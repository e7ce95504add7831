/* The page Pair: the code on a TV, and which screen that TV is to be. */
import {get, send, t} from './api.js';
import {byId, el, fill, icon, state, twice, url} from './dom.js';
import {miniature} from './miniature.js';
import {look, size, words} from './display.js';

const place = byId('pair');
const LENGTH = 6;
let tv = null;
let screens = [];
const given = new URLSearchParams(location.search);
let chosen = given.get('screen') || '';
let replaced = given.get('replaces') || '';
let wanted = '';

const code = el('input', {class: 'in pair__code', id: 'code', maxlength: 9, autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', 'aria-describedby': 'found', value: given.get('code') || '', oninput: find});
const found = el('p', {id: 'found', class: 'hint', role: 'status'});
const search = el('input', {class: 'in', type: 'search', 'aria-label': t('Find a screen or room'), placeholder: t('Find a screen or room'), oninput: () => { wanted = search.value.toLowerCase(); list(); }});
const choice = el('div', {role: 'radiogroup', 'aria-label': t('Which screen shall it be?')});
const instead = el('div', {class: 'pair__instead', role: 'radiogroup', 'aria-label': t('In place of another?')});
const label = el('input', {class: 'in', id: 'label', maxlength: 80});
const problem = el('p', {class: 'st st--bad box', role: 'alert', hidden: true});
const button = el('button', {class: 'btn btn--go btn--lg'}, t('Pair'));
const form = el('form', {class: 'panel pair', onsubmit: pair},
  el('p', {class: 'pair__how'}, t('Open this address on the TV; it shows a code:'), ' ', el('b', null, location.origin + url('/pair'))),
  el('label', {class: 'lb', for: 'code'}, t('Code on the TV')), code, found,
  el('h2', null, t('Which screen shall it be?')), search, choice, instead,
  el('label', {class: 'lb', for: 'label'}, t('Name of this TV'), el('span', null, t('optional'))), label, problem,
  el('div', {class: 'actions pair__do'}, button, el('a', {class: 'btn btn--lg', href: url('/staff/screens')}, t('Cancel'))));
fill(place, form);

function typed() {
  return code.value.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

async function find() {
  tv = null;
  const asked = typed();
  if (asked.length !== LENGTH) { fill(found, t('Six letters and digits, on the TV.')); ready(); return; }
  try {
    const told = await get(`pairings/${asked}`);
    if (typed() !== asked) return;
    tv = told;
    fill(found, state('ok', 'check', t('TV found')), `${told.size[0]} × ${told.size[1]}${told.engine ? ', ' + told.engine : ''}`);
  } catch (error) {
    fill(found, state('bad', 'err', error.message));
  }
  list();
  ready();
}

function list() {
  const upright = tv && tv.size[0] < tv.size[1];
  const fits = (screen) => !tv || screen.orientation === 'auto' || (screen.orientation === 'portrait') === upright;
  const shown = screens.filter((screen) => fits(screen) && `${screen.name} ${screen.room} ${screen.floor}`.toLowerCase().includes(wanted));
  const without = shown.filter((screen) => !screen.displays.some((one) => one.online));
  const rest = shown.filter((screen) => !without.includes(screen));
  fill(choice, part(t('Without a TV'), without), part(t('Has a TV, this would be one more'), rest));
}

function part(title, some) {
  return some.length ? [el('h3', {class: 'muted'}, title), some.map(row)] : [];
}

function row(screen) {
  const radio = el('input', {type: 'radio', name: 'screen', value: screen.name, ...(chosen === screen.name ? {checked: true} : {}), onchange: () => choose(screen)});
  return el('label', {class: 'pair__row'}, radio, el('span', {class: 'pair__mini'}, miniature(screen.path, size(screen))),
    el('span', null, el('b', null, screen.name), el('br'), el('span', {class: 'muted'}, [screen.room, screen.floor].filter(Boolean).join(', '))), el('span', {class: 'push'}, state(...look(screen.state), words(screen.state))));
}

/** A TV that comes in the place of one of the chosen screen: that one is missed no more, and its name goes on. */
function others() {
  const screen = screens.find((one) => one.name === chosen), displays = screen ? screen.displays : [];
  if (!displays.some((one) => one.id === replaced)) replaced = '';
  const option = (value, text, ...more) => el('label', {class: 'pair__row'}, el('input', {type: 'radio', name: 'instead', value, ...(replaced === value ? {checked: true} : {}), onchange: () => { replaced = value; named(); }}), el('span', null, text), ...more);
  fill(instead, displays.length ? [el('h3', null, t('In place of another?')), option('', t('No, one more')),
    displays.map((one) => option(one.id, one.label || t('Display %(id)s', {id: one.id.slice(0, 4)}), el('span', {class: 'push'}, state(...look(one.state), words(one.state)))))] : null);
  named();
}
function named() {
  const screen = screens.find((one) => one.name === chosen), before = screen && screen.displays.find((one) => one.id === replaced);
  label.placeholder = before ? before.label : '';
}

/** Somebody has chosen a screen: where all of its displays are gone, the new one most likely comes in the place of the first. */
function choose(screen) {
  chosen = screen.name;
  const gone = screen.displays.filter((one) => !one.online);
  replaced = gone.length && gone.length === screen.displays.length ? gone[0].id : '';
  others();
  ready();
}

function ready() {
  button.disabled = !(tv && chosen);
  fill(button, chosen ? t('Pair as %(name)s', {name: chosen}) : t('Pair'));
}

async function pair(event) {
  event.preventDefault();
  try {
    await send('POST', 'pairings', {code: typed(), screen: chosen, label: label.value, replaces: replaced || null});
    fill(place, el('div', {class: 'panel pair'}, state('ok', 'check', t('This TV turns into %(name)s now.', {name: chosen})), el('div', {class: 'actions'}, el('a', {class: 'btn btn--go', href: url('/staff/screens')}, t('To the screens')), el('a', {class: 'btn', href: url('/staff/pair')}, t('Pair another')))));
  } catch (error) {
    problem.hidden = false;
    fill(problem, icon('err'), error.message);
  }
}

const ANY = t('any screen');

/* Keys ------------------------------------------------------------------------- */

const keys = el('section', {class: 'panel pair', 'aria-labelledby': 'keys', hidden: true});
place.after(keys);

async function revoke(key) {
  try { drawKeys(await send('DELETE', `keys/${key.id}`)); } catch (error) { keys.append(el('p', {class: 'st st--bad box', role: 'alert'}, icon('err'), error.message)); }
}

function drawKeys(told) {
  keys.hidden = !told.keys.length && !told.wanted;
  const asked = told.wanted ? t('Walls are shown to displays with a key alone. A key that was stolen is revoked here: its display goes dark within seconds.') : t('Walls are open to all who reach this server; with “access: keys” in screens.yaml they need one of these.');
  fill(keys, el('h2', {id: 'keys'}, t('Keys of displays')), el('p', {class: 'muted'}, asked), el('ul', null, told.keys.map((key) => el('li', {class: 'pair__row'},
    el('span', null, el('b', null, key.label || key.screen || t('without a name')), el('br'), el('span', {class: 'muted'}, t('%(screen)s, made by %(by)s', {screen: key.screen || ANY, by: key.by}))),
    el('button', {class: 'btn push', type: 'button', 'aria-label': t('Revoke the key of %(name)s', {name: key.label || key.screen}), onclick: twice(t('Revoke %(name)s?', {name: key.label || key.screen}), () => revoke(key))}, t('Revoke'))))));
}

if (!code.value) code.focus();
get('keys').then(drawKeys).catch(() => { /* viewers see none */ });
get('screens').then((told) => { screens = told.screens.filter((screen) => screen.kind === 'screen'); list(); others(); });
find();
