/* The numbers on the rail of every page: screens, messages on the walls, and whether a change of the agenda is held back. */
import {get, t} from './api.js';
import {el, fill, icon} from './dom.js';
import {listen} from './feed.js';

const LOOK_EVERY = 20000, SOON = 400;  // ms
let waiting = 0;

/** Look at them anew, some moments after the last of several events. */
export function look() {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const told = await get('rail').catch(() => null);
    if (!told) return;
    put('screens', told.screens);
    put('messages', told.messages || '');
    put('agenda', told.held ? el('span', {class: 'st st--warn'}, icon('hand'), el('span', null, t('1 held'))) : '');
  }, SOON);
}

function put(name, what) {
  for (const place of document.querySelectorAll(`[data-rail="${name}"]`)) {
    const text = what instanceof Node ? what.textContent : String(what);
    if (place.textContent !== text) fill(place, what);
  }
}

for (const name of ['notice', 'agenda', 'layout', 'log', 'open']) listen(name, look);
document.addEventListener('signage:back', look);
setInterval(() => { if (!document.hidden) look(); }, LOOK_EVERY);
look();
