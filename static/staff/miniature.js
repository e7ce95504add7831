/* A wall in miniature: its own page, scaled. It has no stream of its own but lives by this page's (feed.js), is loaded when it comes
   into view and given back when it has been out of view for long. */
import {listen, tick} from './feed.js';
import {url} from './dom.js';
import {boxOf, frameIn} from './scaled.js';

const live = new Set();
const away = new Map();
const LET_GO = 30000;
const queue = [];
let loading = 0;
const AT_ONCE = 4;

const looker = new IntersectionObserver((entries) => {
  for (const {target, isIntersecting} of entries) {
    if (isIntersecting) {
      clearTimeout(away.get(target));
      show(target);
    } else {
      away.set(target, setTimeout(() => hide(target), LET_GO));
    }
  }
}, {rootMargin: '200px'});

/**
 * A wall at a path. `size`: its width and height in CSS pixels. `query`: such as `?at=…` for another time, which then
 * goes by its own clock.
 */
export function miniature(path, size, query = '') {
  const box = boxOf(size);
  box.wall = {path, query};
  looker.observe(box);
  return box;
}

function show(box) {
  if (box.firstChild || queue.includes(box)) return;
  queue.push(box);
  next();
}

function next() {
  while (loading < AT_ONCE && queue.length) load(queue.shift());
}

function load(box) {
  const {path, query} = box.wall, frame = frameIn(box, {src: url(`${path}${query}#fed`), 'aria-hidden': 'true'});
  loading += 1;
  const done = () => { loading -= 1; next(); };
  const late = setTimeout(done, 5000);
  frame.addEventListener('load', () => {
    clearTimeout(late);
    done();
    const told = tick();
    if (told) say(frame, 'tick', told);
  }, {once: true});
  frame.addEventListener('load', () => { const told = tick(); if (told) say(frame, 'tick', told); });
  live.add(frame);
}

function hide(box) {
  const at = queue.indexOf(box);
  if (at >= 0) queue.splice(at, 1);
  if (!box.firstChild) return;
  live.delete(box.firstChild);
  box.firstChild.remove();
}

function say(frame, name, data) {
  const wall = frame.contentWindow && frame.contentWindow.signage;
  if (wall && wall.server) wall.server.take(name, data);
}

listen('tick', (data) => live.forEach((frame) => say(frame, 'tick', data)));
listen('walls', () => {
  let wait = 0;
  for (const frame of live) setTimeout(say, (wait += 40), frame, 'change', {});
});
listen('open', () => live.forEach((frame) => say(frame, 'change', {})));
