/** What a wall shows at this moment, in numbers. `given`: `roles` of each view, a selector by name; `other`, a selector of what
    has no role; `natural`, the texts that end in an ellipsis by themselves. For a current Chromium. */
function measure(given) {
  const WIDTH = 24, HEIGHT = 6;  // in half units: the least room that counts as spare
  const pen = document.createElement('canvas').getContext('2d');
  const own = el => el.textContent.replace(/[\u00ad\u200b\u2060-\u2069]/g, '').replace(/\s+/g, ' ').trim();  // without what only guides lines
  const numbers = (a, b) => a - b;

  /** Which parts of an area no text and no picture needs: true for each half unit. A text of several lines needs the whole width of its block. */
  function raster(area, rects, step) {
    const wide = Math.max(1, Math.floor((area.right - area.left) / step)), high = Math.max(1, Math.floor((area.bottom - area.top) / step));
    const free = Array.from({length: high}, () => new Array(wide).fill(true));
    for (const r of rects) {
      const from = Math.max(0, Math.floor((r.left - area.left) / step)), until = Math.min(wide, Math.ceil((r.right - area.left) / step));
      for (let y = Math.max(0, Math.floor((r.top - area.top) / step)); y < Math.min(high, Math.ceil((r.bottom - area.top) / step)); y++) {
        free[y].fill(false, from, until);
      }
    }
    return {free, wide, high};
  }
  /** The share of an area that is no spare room: spare is what a free rectangle of WIDTH x HEIGHT can cover. */
  function used({free, wide, high}) {
    const table = () => Array.from({length: high + 1}, () => new Array(wide + 1).fill(0)), sum = table(), cover = table();
    for (let y = 0; y < high; y++) {
      for (let x = 0; x < wide; x++) { sum[y + 1][x + 1] = (free[y][x] ? 1 : 0) + sum[y][x + 1] + sum[y + 1][x] - sum[y][x]; }
    }
    for (let y = 0; y + HEIGHT <= high; y++) {
      for (let x = 0; x + WIDTH <= wide; x++) {
        if (sum[y + HEIGHT][x + WIDTH] - sum[y][x + WIDTH] - sum[y + HEIGHT][x] + sum[y][x] === WIDTH * HEIGHT) {
          cover[y][x] += 1; cover[y + HEIGHT][x] -= 1; cover[y][x + WIDTH] -= 1; cover[y + HEIGHT][x + WIDTH] += 1;
        }
      }
    }
    let spare = 0;
    for (let y = 0; y < high; y++) {
      for (let x = 0; x < wide; x++) {
        cover[y][x] += (y ? cover[y - 1][x] : 0) + (x ? cover[y][x - 1] : 0) - (y && x ? cover[y - 1][x - 1] : 0);
        spare += cover[y][x] > 0 ? 1 : 0;
      }
    }
    return 1 - spare / (wide * high);
  }
  /** How many pixels above or below a text are free, over the width of its block, up to the edge of its cell. */
  function beside(one, view, grid, area, step) {
    const cell = one.el.closest('li,article') || one.el.closest('[data-panel]') || view, edge = meet(cell.getBoundingClientRect(), area);
    const box = block(one.el).getBoundingClientRect();
    const from = Math.max(0, Math.ceil((box.left - area.left) / step)), until = Math.min(grid.wide, Math.floor((box.right - area.left) / step));
    const empty = y => y >= 0 && y < grid.high && grid.free[y].slice(from, until).every(Boolean);
    function room(y, by, end) {
      let count = 0;
      for (; empty(y) && (end - y) * by > 0; y += by) { count += 1; }
      return count * step;
    }
    const last = Math.max(...one.rects.map(r => r.bottom)), first = Math.min(...one.rects.map(r => r.top));
    return Math.max(room(Math.ceil((last - area.top) / step), 1, (edge.bottom - area.top) / step),
      room(Math.floor((first - area.top) / step) - 1, -1, (edge.top - area.top) / step - 1));
  }
  /** Whether a browser shows less of a text than there is, with an ellipsis of its own. */
  function elided(el) {
    const s = style(el);
    return s.textOverflow === 'ellipsis' && el.scrollWidth > el.clientWidth + 1
      || /^\d+$/.test(s.webkitLineClamp) && el.scrollHeight > el.clientHeight + 1;
  }
  /** The words of a text that may not be broken, but for hyphens where these are allowed: of scripts without spaces as a dictionary has them, none of Han and kana. */
  function words(text, hyphens) {
    const found = [], pattern = hyphens ? /[\p{L}\p{M}\p{N}'’]+/gu : /[\p{L}\p{M}\p{N}'’\u00ad]+/gu, spaceless = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
    for (let match; (match = pattern.exec(text));) {
      if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(match[0])) { continue; }
      if (!spaceless.test(match[0])) { found.push([match.index, match[0]]); continue; }
      for (const part of new Intl.Segmenter('th', {granularity: 'word'}).segment(match[0])) { found.push([match.index + part.index, part.segment]); }
    }
    return found.filter(([at, word]) => word.length > 1 && !/^\u2060?…/.test(text.slice(at + word.length)) && !/…\u2060?$/.test(text.slice(0, at)));  // none that is cut
  }
  /** The words of a text that are broken though a line of `room` pixels could hold them in type of `least`. */
  function broken(one, least, room, hyphens) {
    const s = style(one.el), found = [];
    if (one.rects.length < 2) { return found; }
    pen.font = `${s.fontWeight} ${least}px ${s.fontFamily}`;
    for (const [at, word] of words(one.node.data, hyphens)) {
      const range = document.createRange();
      range.setStart(one.node, at + (one.node.data[at - 1] === '\u00ad' ? 1 : 0));  // the hyphen of the line before counts to the letter behind it
      range.setEnd(one.node, at + word.length);
      const tops = [...range.getClientRects()].filter(r => r.width > .5).map(r => r.top);
      if (Math.max(...tops) - Math.min(...tops) > .5 * one.size && pen.measureText(word.replace(/\u00ad/g, '')).width < room) { found.push(word); }
    }
    return found;
  }
  /** The id of the room whose panel this is; else nothing. */
  const room = el => (/^(?:\d+\.)?room-(.*)/.exec(el.getAttribute('data-panel')) || ['', ''])[1];
  /** The ids of the rooms that have a panel in a view, those that wait in templates included. */
  function rooms(scope, found) {
    all('[data-panel]', scope).map(room).filter(Boolean).forEach(id => found.add(id));
    all('template', scope).forEach(el => rooms(el.content, found));
    return found;
  }

  /** What of its floor is told with a room: in its cell, else in the heading above. */
  function floor(cell, selector) {
    if (!selector) { return ''; }
    const told = all(selector, cell).filter(shown), part = cell.closest('section');
    return (told.length || !part ? told : all(selector, part).filter(el => shown(el) && !el.closest('li'))).map(own).join(' ');
  }

  function view(el) {
    const kind = el.getAttribute('data-view'), roles = given.roles[kind] || {}, frame = el.getBoundingClientRect();
    const header = all('.hd', el).filter(shown)[0], top = header ? header.getBoundingClientRect().bottom : frame.top;
    const area = {left: frame.left, top, right: frame.right, bottom: frame.bottom}, rem = parseFloat(style(el).fontSize), step = rem / 2;
    const seen = texts(el).map(one => ({...one, rects: one.rects.filter(r => !gone(r, clip(one.el)))})).filter(one => one.rects.length);
    const wide = seen.reduce((sum, one) => {
      const box = one.rects.length > 1 ? block(one.el).getBoundingClientRect() : one.rects[0];
      return sum.concat(one.rects.map(r => ({top: r.top, bottom: r.bottom, left: Math.min(box.left, r.left), right: Math.max(box.right, r.right)})));
    }, []);
    // What stands at both ends of a cell's line, as a name and its label, leaves no room between them.
    const lines = [...new Set(seen.map(one => one.el.closest('.cell__n')).filter(Boolean))].filter(line => line.getClientRects().length);
    const ends = lines.map(line => seen.filter(one => line.contains(one.el)).reduce((all, one) => all.concat(one.rects), [])).filter(rects => rects.length > 1);
    for (const rects of ends) {
      for (const r of rects) {
        const same = rects.filter(other => Math.min(r.bottom, other.bottom) - Math.max(r.top, other.top) > .5 * Math.min(r.height, other.height));
        wide.push({top: r.top, bottom: r.bottom, left: Math.min(...same.map(one => one.left)), right: Math.max(...same.map(one => one.right))});
      }
    }
    const pictures = all('img,iframe,svg,canvas,video', el).filter(shown).map(picture => picture.getBoundingClientRect());
    const grid = raster(area, wide.concat(pictures), step), above = {...area, top: frame.top, bottom: top}, heading = raster(above, wide.concat(pictures), step);
    const sizes = {}, cuts = [], tears = [], names = new Map();
    for (const one of seen) {
      const role = Object.keys(roles).filter(name => one.el.closest(roles[name]))[0] || '', at = role && one.el.closest(roles[role]);
      if (role && !one.el.closest(given.other)) { (sizes[role] = sizes[role] || new Set()).add(Math.round(one.size / rem * 100) / 100); }
      const ends = /(…|\.\.\.)$/.test(one.text) && !given.natural.includes(one.text) && !given.natural.includes(own(at || one.el));
      if (ends || elided(one.el) || elided(block(one.el))) {
        const head = Boolean(one.el.closest('.hd'));
        cuts.push({role, text: one.text, high: one.size, head, beside: head ? beside(one, el, heading, above, step) : beside(one, el, grid, area, step)});
      }
      // A name may have most of its cell, of a wide one half the wall, in the smallest type of names; other words their own place.
      const cell = one.el.closest('li,[data-panel]') || el, most = .9 * Math.min(cell.clientWidth, Math.max(el.clientWidth / 2, 40 * rem));
      const torn = one.el.closest('.hd__title') ? broken(one, 1.5 * rem, block(one.el).clientWidth, true) : role === 'room' ? broken(one, (kind === 'room' ? 2.1 : 1.55) * rem, most) : broken(one, one.size, block(one.el).clientWidth, true);
      for (const word of torn) { tears.push({role, word, text: one.text}); }
      if (role === 'room') {
        names.set(at, {room: room(one.el.closest('[data-panel]') || el), text: own(one.el), cell: cell.innerText, floor: floor(cell, roles.floor)});
      }
    }
    const pager = all('[data-pager]', el).filter(shown).map(own).join(' '), told = /(\d+)\s*\/\s*(\d+)/.exec(pager);
    const turning = all('[data-pages]', el).filter(list => list.pages > 1 && list.clientHeight > .5 * (area.bottom - area.top));
    return {
      view: kind, half: el.classList.contains('is-half'), upright: frame.height > frame.width,
      usual: Math.abs(Math.log(Math.max(frame.width, frame.height) / Math.min(frame.width, frame.height) * 9 / 16)) < .1,
      area: (area.right - area.left) * (area.bottom - area.top) / rem / rem,
      page: told ? +told[1] : 1, pages: told ? +told[2] : 1, turning: Math.max(1, ...turning.map(list => list.pages)),
      rooms: [...rooms(el, new Set())], cells: all('[data-panel]', el).filter(shown).map(room).filter(Boolean),
      sessions: [...new Set(seen.map(one => one.el.closest('[data-session]')).filter(Boolean).map(one => one.getAttribute('data-session')))],
      rows: all('li [data-session]', el).filter(shown).map(one => one.getAttribute('data-session')),
      share: used(grid), cuts, tears, names: [...names.values()],
      sizes: Object.keys(sizes).reduce((sorted, role) => ({...sorted, [role]: [...sizes[role]].sort(numbers)}), {}),
      period: Math.max(0, ...all('[data-pages]', el).filter(shown).map(list => +list.getAttribute('data-pages'))),
    };
  }
  return {
    views: all('.tv').filter(el => el.clientHeight).map(view), elements: document.getElementsByTagName('*').length,
    cycle: Math.max(0, ...all('[data-turn]').map(el => Math.max(...el.getAttribute('data-turn').split(' ').map(piece => +piece.split('/').pop())))),
  };
}
