/* The one stream of this page: events by name, for whoever listens; and miniatures live by it, too. */
import {calm, trouble} from './api.js';
import {url} from './dom.js';

const listeners = new Map();
let source;
let seen = 0;

/** Call `take(data)` at each event of this name; `open` comes when the stream has begun again after a break. */
export function listen(name, take) {
  if (!listeners.has(name)) {
    listeners.set(name, []);
    if (source && name !== 'open') hear(name);
  }
  listeners.get(name).push(take);
}

/** The last tick, brought to now: what a wall's page goes by. Null before the first. */
export function tick() {
  return last && {...last.data, now: last.data.now + last.data.rate * (performance.now() - last.at)};
}
let last = null;

function hear(name) {
  source.addEventListener(name, (event) => {
    seen = performance.now();
    dispatch(name, JSON.parse(event.data));
  });
}

function dispatch(name, data) {
  for (const take of listeners.get(name) || []) take(data);
}

function open() {
  let first = true;
  source = new EventSource(url('/staff/events'));
  seen = performance.now();
  for (const name of listeners.keys()) if (name !== 'open') hear(name);
  source.addEventListener('open', () => {
    if (!first) dispatch('open', {});
    first = false;
    calm();
  });
  source.addEventListener('error', () => {
    if (source.readyState === 2) { again(); return; }
    trouble('away');
  });
}

/** Closed for good by the server, or silent: it is away, or the session has ended. The API's answer tells which. */
function again() {
  source.close();
  fetch(url('/staff/api/me')).then((answer) => trouble(answer.status === 401 ? 'signed-out' : 'away')).catch(() => trouble('away'));
  setTimeout(() => { open(); source.addEventListener('open', () => dispatch('open', {}), {once: true}); }, 5000);
}

listen('tick', (data) => { last = {data, at: performance.now()}; });
listen('signed-out', () => { source.close(); trouble('signed-out'); });
document.addEventListener('signage:back', () => { if (source.readyState === 2) open(); });
setInterval(() => { if (source.readyState === 1 && performance.now() - seen > 45000) again(); }, 5000);
open();
