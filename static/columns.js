/* The columns of a list's pages (docs/page.md, "Lists"): whether everything holds with a plan and a size, and where. Arithmetic,
   as in needs.js. */
(function (signage) {
  'use strict';
  var measure = signage.measure, needs = signage.needs, BIG = measure.BIG, BESIDE = needs.BESIDE, LINE = needs.LINE;
  var prepare = needs.prepare, need = needs.need, tower = needs.tower, slabHeight = needs.slabHeight, tile = needs.tile, titleWidth = needs.titleWidth, listWidth = needs.listWidth, step = signage.steps.step;
  var STEP = 1.03;  // between two sizes that are tried
  var HEADING_LINES = 3, HEADING_GAP = 0.6;  // of a floor's name, where there is no room for more; above a heading that is not the first of its column
  var ROW_GAP = 0.4;  // between times
  var MOST_LINES = 40, EACH = 9, ROUNDS = [2, 3, 4, 6, 9, 15, MOST_LINES];  // of a title that is cut: at most, and all of a page before any gets more; in which steps they grow
  var CROWD = 8;  // sessions at once that may stand below the other rooms in the full width

  // ---- Columns. Groups stay whole where they can; one that goes on is named again. A crowd takes several columns. ----

  /** @return {?Array} columns of things, each a group's heading or a cell, or null where they don't hold */
  function fill(wall, plan, page, high, whole, most) {
    var columns = [], column, good = true, span = 0;
    var tall = plan.grid ? Math.max.apply(null, cellsOf(page).map(function (cell) { return cell.height; })) : 0;
    function fresh() {
      column = {k: 1, used: 0, things: [], crowd: false, heads: 0, count: 0};
      columns.push(column);
    }
    function heading(part, more) {
      var height = part.head && part.head + (column.count && plan.heads ? HEADING_GAP : 0);
      column.things.push({group: part.group, more: more, height: height, gap: height - part.head, lines: part.lines});
      column.used += height;
      column.heads += height;
    }
    /** Below a slab there is room for its words: two rows, or a higher one. */
    function slabbed(part, i, height) {
      var next = part.cells[i + 1], least = wall.kind === 'rows' && part.group.small ? slabHeight(plan, part.group) : 0;
      return !least ? height : !i && next ? Math.max(least, height + (tall || next.height)) : !i || !next && !column.count ? Math.max(least, height) : height;
    }
    function add(cell, part, i) {
      var first = !i, height = tall || cell.height, k = 1, head = part.head;
      if (cell.many && height > high - head) {
        while (height > high - head && k < plan.columns) { k += 1; height = tower(wall, plan, cell, k, most); }
      }
      if (k > 1 && column.count || column.count && (column.crowd || column.used + slabbed(part, i, height) + (first && head ? head + HEADING_GAP : 0) > high + 0.01)) { fresh(); }
      if (i === part.cells.length - 1 && (first || !column.count)) { height = slabbed(part, i, height); }
      if (k > 1) { column.k = k; column.crowd = true; }
      if (first || !column.count) {
        heading(part, !first);
        columns.torn += first ? 0 : 1;
      }
      good = good && column.used + height <= high + 0.01;
      column.things.push({cell: cell, height: height, k: k});
      column.used += height;
      column.count += 1;
    }
    columns.torn = 0;
    fresh();
    page.forEach(function (part) {
      var sum = part.head;
      part.cells.forEach(function (cell) { sum += tall || cell.height; });
      if (plan.heads && !part.cells[0].isRoom) { column = emptiest(columns); }  // of no floor: it need not come last
      if (column.count && (column.crowd || whole && column.used + sum + HEADING_GAP > high)) { fresh(); }
      part.cells.forEach(function (cell, i) { add(cell, part, i); });
    });
    columns.forEach(function (one) { span += one.k; });
    columns.most = most;
    return good && span <= plan.columns ? columns : null;
  }
  /** The column with most room, but for those of crowds. */
  function emptiest(columns) {
    return columns.reduce(function (best, one) { return one.crowd || !best.crowd && best.used <= one.used ? best : one; });
  }
  function cellsOf(page) { return page.reduce(function (all, part) { return all.concat(part.cells); }, []); }
  /** The other rooms above, and crowds below them in the full width. */
  function band(wall, plan, page, high, most) {
    var rest = [], crowds = [], sum = 0, low = 0, top = high, middle, found = null, trial;
    page.forEach(function (part) {
      var few = part.cells.filter(function (cell) { return !cell.many || cell.items.length < CROWD; });
      if (few.length) { rest.push({group: part.group, cells: few, head: part.head, lines: part.lines}); }
      part.cells.filter(function (cell) { return few.indexOf(cell) < 0; }).forEach(function (cell) {
        var height = tower(wall, plan, cell, plan.columns, most);
        crowds.push({k: plan.columns, used: height + part.head, heads: part.head, count: 1, crowd: true, band: true,
          things: [{group: part.group, more: false, height: part.head, gap: 0, lines: part.lines}, {cell: cell, height: height, k: plan.columns}]});
        sum += height + part.head;
      });
    });
    if (!rest.length || !crowds.length || sum > high) { return null; }
    while (top - low > 0.3) {
      middle = (low + top) / 2;
      trial = fill(wall, plan, rest, middle, false, most);
      if (trial) { found = trial; top = middle; } else { low = middle; }
    }
    if (!found || top + sum > high) { return null; }
    crowds.forEach(function (column) { found.push(column); });
    found.above = high - sum;
    return found;
  }
  function lay(wall, plan, page, high, most) {
    return !plan.banded && (fill(wall, plan, page, high, true, most) || fill(wall, plan, page, high, false, most)) ||
      wall.crowd && (plan.banded || !plan.cut) && band(wall, plan, page, high, most) || null;
  }

  // ---- With a size. ----

  /** The lines that a floor's name asks for in a column of this width, where words of `long` em may be broken. */
  function headingLines(plan, group, width, long) {
    function lines(text) { return measure.lines(text, (width - (group.way ? tile(plan) : 0)) / plan.sizes.room, long); }
    return Math.max(lines(group.name), lines(group.quiet));  // as it goes on; not in every script thin letters are the narrower ones
  }
  /** Measure the headings of a page. @return {boolean} whether their names hold; where nothing else helps they are cut */
  function headed(wall, plan, page) {
    return page.every(function (part) {
      var size = plan.sizes.room, n = plan.heads ? headingLines(plan, part.group, wall.width / plan.columns - wall.gap, wall.long) : 0;
      if (wall.kind === 'rows') { part.head = ROW_GAP; return true; }
      part.lines = Math.min(Math.max(1, n), plan.cut || plan.names <= 2 ? HEADING_LINES : BIG);
      part.head = plan.heads ? Math.max(2.6, part.lines * size * LINE * wall.tall + size * 0.35) : 0;
      return plan.cut || n <= part.lines;
    });
  }
  /** Whether no cell of a page asks for more than any wall has, nor all of them for more than its columns; their heights are kept. */
  function measured(wall, plan, page, most) {
    var cells = cellsOf(page), room = plan.columns * (wall.height + 0.01), sum = 0, count = 0, highest = 0;
    if (!headed(wall, plan, page)) { return false; }
    page.forEach(function (part) { sum += part.head; });
    plan.wraps = 0;
    return cells.every(function (cell) {
      cell.names = cell.shown = 0;
      cell.shortened = null;
      cell.lines = [];
      cell.height = need(wall, plan, cell, most);
      plan.wraps += cell.wraps || 0;
      if (!cell.many) {  // a crowd in lists may ask for less
        sum += cell.height;
        count += 1;
      } else if (cell.height < BIG) { cell.height = Math.min(cell.height, BIG / 2); }
      highest = Math.max(highest, cell.height);
      return cell.height < BIG && sum <= room && !(plan.grid && count * highest > room);
    }) && !(wall.kind === 'signs' && plan.wraps && plan.place === BESIDE);
  }
  /** The columns of every page with titles of this size, or null. Where titles are cut, they have as many lines as hold. */
  function holds(wall, plan, pages, size) {
    var found = [], i, columns;
    prepare(wall, plan, size);
    for (i = 0; i < pages.length; i++) {
      columns = step(onPage.bind(null, pages[i]));
      if (!columns) { return null; }
      found.push(columns);
    }
    return found;
    function onPage(page) {
      var columns = plan.cut ? fullest(wall, plan, page) : tried(wall, plan, page, BIG);
      if (columns && (plan.cut || plan.shown < BIG)) { raise(wall, plan, columns); }
      return columns;
    }
  }
  /** The columns of a page with so many lines a title, or null. */
  function tried(wall, plan, page, most) {
    var columns = measured(wall, plan, page, most) ? lay(wall, plan, page, wall.height, most) : null;
    if (columns) { columns.wraps = plan.wraps; }
    return columns;
  }
  /** The columns of a page with as many lines a title as hold, by halving: what does not hold with one line holds with no more. */
  function fullest(wall, plan, page) {
    var a = 1, b = EACH, found = tried(wall, plan, page, a), middle, trial;
    while (found && a < b) {
      middle = Math.ceil((a + b) / 2);
      trial = tried(wall, plan, page, middle);
      if (trial) { a = middle; found = trial; } else { b = middle - 1; }
    }
    return found;
  }
  /** Whether a page holds with a plan and a size; where titles are cut with one line each. */
  function fits(wall, plan, page, size) {
    return step(function () {
      prepare(wall, plan, size);
      return !!tried(wall, plan, page, plan.cut ? 1 : BIG);
    });
  }
  /** The largest size with which a plan holds, by halving: what holds at a size holds at any smaller one. */
  function largest(wall, plan, pages, low, high) {
    var a = 0, b = Math.max(0, Math.floor(Math.log(high / low) / Math.log(STEP))), found = holds(wall, plan, pages, low), middle, trial;
    if (!found) { return null; }
    while (a < b) {
      middle = Math.ceil((a + b) / 2);
      trial = holds(wall, plan, pages, low * Math.pow(STEP, middle));
      if (trial) { a = middle; found = trial; } else { b = middle - 1; }
    }
    return {pages: pages, size: low * Math.pow(STEP, a), columns: found};
  }
  function heightOf(wall, plan, thing, most) { return thing.k > 1 ? tower(wall, plan, thing.cell, thing.k, most) : need(wall, plan, thing.cell, most); }
  /** Give a cell more of what was cut, as far as this room goes: up to so many lines of its name and its titles, then more of a crowd. */
  function more(wall, plan, thing, room, lines) {
    var cell = thing.cell, began = thing.height;
    /** The most of something that the room holds. @param {function(number)} set how much of it there is */
    function grow(a, b, set) {
      var middle = b;
      function high(value) { set(value); return heightOf(wall, plan, thing, thing.most); }
      if (a >= b) { return; }
      while (a < b) {  // all of it at first
        if (high(middle) - began <= room) { a = middle; } else { b = middle - 1; }
        middle = Math.ceil((a + b) / 2);
      }
      thing.height = Math.max(thing.height, high(a));
    }
    if (plan.trim && !cell.shortened) { grow(Math.max(plan.names, cell.names), lines, function (names) { cell.names = names; }); }
    grow(thing.most, lines, function (most) { thing.most = most; });
    if (cell.many) {
      if (needs.shownOf(plan, cell) < cell.items.length) { grow(needs.shownOf(plan, cell), cell.items.length, function (shown) { cell.shown = shown; }); }
      wholes(wall, plan, thing, lines).forEach(function (title) { grow(0, 1, function (all) { cell.lines[title.i] = all * title.lines; }); });
    }
    return thing.height - began;
  }
  /** Give each title of a crowd that is cut a line more, and again, as far as this room goes: none more can be whole. */
  function spend(wall, plan, thing, room) {
    var cell = thing.cell, began = thing.height, given;
    function longer(title) {
      var had = cell.lines[title.i], height;
      cell.lines[title.i] = needs.mostOf(cell, title.i, thing.most) + 1;
      height = heightOf(wall, plan, thing, thing.most);
      if (height - began > room) { cell.lines[title.i] = had; return false; }
      thing.height = Math.max(thing.height, height);
      return true;
    }
    do { given = cell.many ? wholes(wall, plan, thing, BIG).filter(longer) : []; } while (given.length);
    return thing.height - began;
  }
  /** Give a heading more of the lines that it asks for, as far as this room goes. @return {number} the height that it takes */
  function lengthen(wall, plan, thing, k, room) {
    var high = plan.sizes.room * LINE * wall.tall, began = thing.height;
    var lines = Math.min(headingLines(plan, thing.group, k * wall.width / plan.columns - wall.gap, 0) - thing.lines, Math.floor(room / high));
    if (lines > 0) {
      thing.lines += lines;
      thing.height += lines * high;
    }
    return thing.height - began;
  }
  /** Of a crowd the titles that are cut and are whole in so many lines, the shorter ones first. */
  function wholes(wall, plan, thing, most) {
    var cell = thing.cell, width = (thing.k > 1 ? listWidth(wall, plan, thing.k) : plan.width) / plan.sizes.item;
    return cell.items.slice(0, needs.shownOf(plan, cell)).map(function (text, i) {
      return {i: i, lines: measure.lines(text, width, wall.long)};
    }).filter(function (title) {
      return title.lines <= most && title.lines > needs.mostOf(cell, title.i, thing.most);
    }).sort(function (one, other) { return one.lines - other.lines || one.i - other.i; });
  }
  /** What columns with room give back where texts are cut: a few lines to all of them before any gets many; small wants come first. @param {boolean=} last whether these columns are to be shown */
  function raise(wall, plan, columns, last) {
    var banded = columns.above !== undefined;
    function highest() { return Math.max.apply(null, columns.map(function (column) { return column.band ? 0 : column.used; })); }
    function bands() { return columns.reduce(function (sum, column) { return sum + (column.band ? column.used : 0); }, 0); }
    function roomOf(column) { return wall.height - (!banded ? column.used : bands() + (column.band ? highest() : column.used)); }
    function isCut(thing) { return plan.trim || thing.want > 0.01 || thing.cell.many && needs.shownOf(plan, thing.cell) < thing.cell.items.length; }
    function give(column, each) {
      var room = roomOf(column), before = room;
      column.cut.forEach(function (thing) { room -= each(thing, room); });
      column.used += before - room;
    }
    columns.forEach(function (column) {
      column.cut = column.things.filter(function (thing) { return thing.cell; });
      column.cut.forEach(function (thing) { thing.most = columns.most; thing.want = heightOf(wall, plan, thing, MOST_LINES) - thing.height; });
      column.cut = column.cut.filter(isCut).sort(function (one, other) { return one.want - other.want; });
    });
    ROUNDS.forEach(function (lines) {
      if (lines > columns.most || !plan.cut && lines === MOST_LINES) { columns.forEach(function (column) { give(column, function (thing, room) { return more(wall, plan, thing, room, lines); }); }); }
    });
    if (last) { columns.forEach(function (column) { give(column, spend.bind(null, wall, plan)); }); }
    if (plan.heads) { columns.forEach(function (column) {
      var room = roomOf(column), before = room;
      column.things.forEach(function (thing) { room -= thing.cell ? 0 : lengthen(wall, plan, thing, column.k, room); });
      column.used += before - room;
    }); }
    if (banded) { columns.above = wall.height - bands(); }
    columns.told = toldOf(wall, plan, columns);
  }
  /** The share of the lines of all titles that is there. */
  function toldOf(wall, plan, columns) {
    var told = 0, whole = 0;
    columns.forEach(function (column) {
      column.things.forEach(function (thing) {
        var cell = thing.cell, shown = cell && needs.shownOf(plan, cell);
        (cell ? cell.items || [cell.title] : []).forEach(function (text, i) {
          var width = !cell.items ? titleWidth(plan) : thing.k > 1 ? listWidth(wall, plan, thing.k) : plan.width;
          var n = measure.lines(text, width / (cell.many ? plan.sizes.item : plan.sizes.title), wall.long);
          whole += n;
          told += i < shown ? Math.min(n, needs.mostOf(cell, i, thing.most)) : 0;
        });
      });
    });
    return whole ? told / whole : 1;
  }

  signage.columns = {MOST_LINES: MOST_LINES, lay: lay, measured: measured, holds: holds, fits: fits, largest: largest, raise: raise, heightOf: heightOf, more: more, spend: spend};
}(window.signage));
