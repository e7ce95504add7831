/* Pre-flight: brings every wall to every change of a day, in this browser and beside the real ones, and says what a
   visitor would find wrong. A wall is loaded once and moved by its own script, as docs/page.md describes it. */
import {edges, inspect, source} from './inspect.js';
import {stillAt} from './still.js';

const PAGES = 4;  // looked at where a wall turns pages; the next change of the day begins with others
const READY = 15000, AGAIN = 2000, TRIES = 5;  // ms to wait for a wall; ms between tries where the server is busy
const MOST = 40;  // findings of one wall: what is wrong all day need not be told more often

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const frame = () => new Promise(resolve => requestAnimationFrame(resolve));

/** Fetch a page, again where the server is busy with others. @return {Promise<string>} its HTML @throws {Error} */
export async function fetched(url) {
  for (let tried = 1; ; tried += 1) {
    const answer = await fetch(url);
    if (answer.ok) { return answer.text(); }
    if (answer.status !== 503 || tried === TRIES) { throw new Error(`${url}: ${answer.status}`); }
    await pause(AGAIN * tried);
  }
}

/** Load a page into a frame, until its script runs and its fonts are there. @throws {Error} */
export async function load(wall, url) {
  const loaded = new Promise(resolve => { wall.addEventListener('load', resolve, {once: true}); });
  wall.src = url;
  await Promise.race([loaded, pause(READY)]);
  const view = wall.contentWindow;
  if (!view.signage || !view.signage.render) { throw new Error(`${url}: no wall`); }
  const root = view.document.documentElement;
  for (let waited = 0; root.dataset.font && !root.classList.contains('fonts') && waited < READY; waited += 50) { await pause(50); }
}

/** For how many ms each of a wall's pages stays, and how many there are at this moment. */
function turns(wall) {
  const lists = [...wall.querySelectorAll('[data-pages]')].filter(el => el.getClientRects().length);
  const periods = lists.map(el => 1000 * el.dataset.pages).filter(Boolean);
  const stays = [...wall.querySelectorAll('[data-turn]')].flatMap(el => el.dataset.turn.split(' ').map(piece => {
    const [, , start, end] = piece.split(/[-:/]/).map(Number);
    return 1000 * (end - start);
  }));
  const period = Math.min(...periods, ...stays);
  return isFinite(period) && period > 0 ? {period, count: PAGES} : {period: 0, count: 1};
}

/**
 * Look at one wall throughout a day.
 * @param {HTMLIFrameElement} wall @param {string} url @param {{start: number, end: number, changes: Array<number>}} day in epoch ms
 * @param {AbortSignal} signal stops it
 * @return {AsyncGenerator<{at: number, kind: (string|undefined), text: (string|undefined), length: (number|undefined)}>} each moment,
 *     and what was found there and not before
 */
async function* along(wall, url, {start, end, changes}, signal) {
  const from = source(await fetched(url)), told = new Set();
  await load(wall, url);
  const view = wall.contentWindow, moments = edges(view.document).filter(ms => ms >= start && ms < end);
  for (const [number, moment] of (moments.length ? moments : [start]).entries()) {
    view.signage.render(moment);
    const {period, count} = turns(view.document);
    for (let page = 0; page < count; page += 1) {
      const at = moment + (count > 1 ? (number * count + page) % (4 * count) : 0) * period;
      if (page || at !== moment) { view.signage.render(at); }
      const quiet = at < changes[0] || at >= changes[changes.length - 1];  // before and after the programme a wall may be empty
      const found = inspect(view, from).filter(one => !told.has(one.kind + one.text) && told.size < MOST && !(quiet && one.kind === 'empty'));
      found.forEach(one => told.add(one.kind + one.text));
      yield {at: moment};
      for (const one of found) { yield {at, ...one}; }
    }
    await frame();  // the page of staff goes on meanwhile
    if (signal.aborted) { return; }
  }
}

/**
 * Look at all walls throughout a day.
 * @param {Array<{name: string, path: string, size: (Array<number>|undefined)}>} screens `size` of the display, in pixels
 * @param {{date: string, start: number, end: number, changes: Array<number>}} day the instants in epoch ms
 * @param {{frame: HTMLIFrameElement, signal: AbortSignal, seen: function({screens: number, moments: number})}} how
 * @return {AsyncGenerator<{screen, at: number, kind: string, text: string, length: (number|undefined)}>} findings; one of kind
 *     `failed` where a wall could not be looked at
 */
export async function* preflight(screens, day, {frame: wall, signal, seen}) {
  let moments = 0;
  for (const [number, screen] of screens.entries()) {
    const [width, height] = screen.size || [1920, 1080];
    wall.width = width;
    wall.height = height;
    try {
      for await (const one of along(wall, stillAt(screen.path, `${day.date}T12:00`), day, signal)) {
        if (one.kind) { yield {screen, ...one}; } else { moments += 1; }
        seen({screens: number + 1, moments});
      }
    } catch (error) {
      yield {screen, at: day.start, kind: 'failed', text: error.message};
    }
    if (signal.aborted) { return; }
  }
}
