/* What every page of the rail has: the event's clock, and a menu on phones that closes again. */

const root = document.documentElement;
const offset = Number(root.dataset.now) - Date.now();
const language = root.dataset.language;
const day = zoned({weekday: 'short', day: 'numeric', month: 'short'});
const clock = zoned({hour: '2-digit', minute: '2-digit', second: '2-digit'});

/** Writes dates and times of the event's zone in the page's language; of 24 hours, as `clock` and `hour` in when.js do. */
export function zoned(options) {
  const hours = options.hour ? {hourCycle: 'h23'} : {};
  return new Intl.DateTimeFormat(language, {timeZone: root.dataset.zone, ...hours, ...options});
}

/** Milliseconds since 1970 by the server's clock, which walls go by. */
export function now() {
  return Date.now() + offset;
}

function tick() {
  const at = new Date(now());
  put('[data-clock-day]', day.format(at).replace(/,/g, ''));
  put('[data-clock]', clock.format(at));
  setTimeout(tick, 1000 - (now() % 1000));
}

function put(selector, text) {
  const place = document.querySelector(selector);
  if (place && place.textContent !== text) place.textContent = text;
}

put('[data-clock-zone]', root.dataset.zone.split('/').pop().replace(/_/g, ' '));
tick();

const more = document.querySelector('.more');
document.addEventListener('click', (event) => {
  if (more && more.open && !more.contains(event.target)) more.open = false;
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && more && more.open) {
    more.open = false;
    more.querySelector('summary').focus();
  }
});
