/* The columns of a list's pages (docs/page.md, "Lists"): whether everything holds with a plan and a size, and where. Arithmetic,
   as in needs.js. */
(function (signage) {
  'use strict';
  var needs = signage.needs, BIG = signage.measure.BIG, BESIDE = needs.BESIDE, LINE = needs.LINE;
  var prepare = needs.prepare, need = needs.need, tower = needs.tower, slabHeight = needs.slabHeight, headingLines = needs.headingLines, raise = signage.spare.raise, step = signage.steps.step;
  var STEP = 1.03;  // between two sizes that are tried
  var HEADING_LINES = 3, HEADING_GAP = 0.6;  // of a floor's name, where there is no room for more; above a heading that is not the first of its column
  var ROW_GAP = 0.4;  // between times
  var EACH = 9;  // lines of a title that is cut: all of a page have so many before any gets more
  var TORN = 16, EVEN = 0.001;  // what a group costs that goes on in another column beside others, in square units that are left out; what the height of all text costs that is in one
  var CROWD = 8;  // sessions at once that may stand below the other rooms in the full width

  // ---- Columns. Groups stay whole where they can; one that goes on is named again. A crowd takes several columns. ----

  /** The room above a group that is not the first of its column: its heading's, or what tells it from the floor before. */
  function gapOf(plan, part) { return !plan.heads ? 0 : part.group.el ? HEADING_GAP : 2 * HEADING_GAP; }
  /**
   * @param {boolean} whole whether groups begin in a column that holds all of them @param {number} most lines of a title
   * @param {Array<number>=} ends of columns, in cells from the page's first on; without them a column ends where it is full
   * @return {?Array} columns of things, each a group's heading or a cell, or null where they don't hold
   */
  function fill(wall, plan, page, high, whole, most, ends) {
    var columns = [], column, good = true, span = 0, placed = 0, torn = floorsOf(plan, page).length > 1 ? 1 : 0, last = ends ? ends[ends.length - 1] : 0;
    var tall = plan.grid ? Math.max.apply(null, cellsOf(page).map(function (cell) { return cell.height; })) : 0;
    function fresh() {
      column = {k: 1, used: 0, things: [], crowd: false, heads: 0, count: 0};
      columns.push(column);
    }
    function heading(part, more) {
      var gap = column.count ? gapOf(plan, part) : 0, height = part.head + gap;
      column.things.push({group: part.group, more, height, gap, lines: part.lines});
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
      if (column.count && (ends ? placed < last && ends.indexOf(placed) >= 0 : k > 1 || column.crowd || column.used + slabbed(part, i, height) + (first ? head + gapOf(plan, part) : 0) > high + 0.01)) { fresh(); }
      if (i === part.cells.length - 1 && (first || !column.count)) { height = slabbed(part, i, height); }
      if (k > 1) { column.k = k; column.crowd = true; }
      if (first || !column.count) {
        heading(part, !first);
        columns.torn += first ? 0 : torn;
      }
      good = good && column.used + height <= high + 0.01;
      column.things.push({cell, height, k});
      column.used += height;
      column.count += 1;
      placed += 1;
    }
    columns.torn = 0;
    fresh();
    page.forEach(function (part) {
      var sum = part.head;
      part.cells.forEach(function (cell) { sum += tall || cell.height; });
      if (plan.heads && placed >= last && !part.cells[0].isRoom) { column = emptiest(columns); }  // of no floor: it need not come last
      if (column.count && !ends && (column.crowd || whole && column.used + sum + gapOf(plan, part) > high)) { fresh(); }
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
  /** The floors of a page: where they are named, sessions of no room are of none. The only floor of a page is torn from no other. */
  function floorsOf(plan, page) { return plan.heads ? page.filter(function (part) { return part.cells[0].isRoom; }) : page; }
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
          things: [{group: part.group, more: false, height: part.head, gap: 0, lines: part.lines}, {cell, height, k: plan.columns}]});
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
    var whole = !plan.banded && fill(wall, plan, page, high, true, most);
    if (plan.whole) { return whole && !whole.torn ? whole : null; }
    return whole || !plan.banded && fill(wall, plan, page, high, false, most) ||
      wall.crowd && (plan.banded || !plan.cut) && band(wall, plan, page, high, most) || null;
  }

  /** Whether each column is one of cells below each other, which may stand in another one as well. */
  function isPlain(wall, plan, columns) {
    return wall.kind !== 'rows' && !wall.crowd && !plan.grid && columns.above === undefined && columns.every(function (column) { return column.k === 1; });
  }
  /**
   * The columns in which least is left out of what cells want, where each has what it asks for at least.
   * @param {function(!Object, number): number} wanted a cell's height with what it wants, of titles that are cut so many lines
   */
  function balanced(wall, plan, page, most, wanted) {
    var floors = floorsOf(plan, page);
    function filled(parts) {
      var ends = parts.length && endsOf(wall, plan, parts, wanted);
      return ends ? fill(wall, plan, page, wall.height, false, most, ends) : null;
    }
    return filled(floors) || floors.length < page.length && filled(page) || null;
  }
  /** Where those columns end, in cells. */
  function endsOf(wall, plan, page, wanted) {
    var cells = [], asked = [0], wants = [0], alls = [0], torn = plan.heads && floorsOf(plan, page).length > 1;
    page.forEach(function (part) {
      part.cells.forEach(function (cell, i) {
        var head = i ? 0 : part.head + gapOf(plan, part), before = cells.length;
        cells.push({head: part.head, first: !i, gap: gapOf(plan, part)});
        asked.push(asked[before] + head + cell.height);
        wants.push(wants[before] + head + Math.max(cell.height, wanted(cell, EACH)));
        alls.push(alls[before] + head + Math.max(cell.height, wanted(cell, signage.spare.MOST_LINES)));
      });
    });
    return signage.paging.shares(cells.length, Math.min(plan.columns, cells.length), function (i, j) {
      var top = cells[i].first ? -cells[i].gap : cells[i].head, want = wants[j] - wants[i] + top;
      if (asked[j] - asked[i] + top > wall.height) { return -1; }
      return Math.pow(Math.max(0, want - wall.height), 2) + (torn && !cells[i].first ? TORN : 0) + EVEN * Math.pow(alls[j] - alls[i] + top, 2);
    }, true);
  }

  // ---- With a size. ----

  /** Measure the headings of a page. @return {boolean} whether their names hold; where nothing else helps they are cut */
  function headed(wall, plan, page) {
    return page.every(function (part) {
      var size = plan.sizes.room, n = plan.heads ? headingLines(plan, part.group, wall.width / plan.columns - wall.gap, wall.long) : 0;
      if (wall.kind === 'rows') { part.head = ROW_GAP + needs.stripHeight(plan); return true; }
      part.lines = Math.min(Math.max(1, n), plan.trim || plan.names <= 2 || plan.cut && plan.shown <= 1 ? HEADING_LINES : plan.cut ? signage.spare.HEADINGS : BIG);
      part.head = plan.heads && part.group.el ? Math.max(2.6, part.lines * size * LINE * wall.tall + size * 0.35) : 0;
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
      cell.names = cell.shown = cell.floors = 0;
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
  /** The columns of a page with one line a title where the others will find room; or, by halving, with as many as hold: what does not hold with one holds with no more. */
  function fullest(wall, plan, page) {
    var a = 1, b = EACH, found = tried(wall, plan, page, a), middle, trial;
    if (found && isPlain(wall, plan, found)) {
      trial = told(wall, plan, page) || found;
      trial.wraps = found.wraps;
      return trial;
    }
    while (found && a < b) {
      middle = Math.ceil((a + b) / 2);
      trial = tried(wall, plan, page, middle);
      if (trial) { a = middle; found = trial; } else { b = middle - 1; }
    }
    return found;
  }
  /** The columns of a page, measured with one line a title, in which most of the titles will find room. */
  function told(wall, plan, page) {
    return balanced(wall, plan, page, 1, need.bind(null, wall, plan));
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
    return {pages, size: low * Math.pow(STEP, a), columns: found};
  }
  signage.columns = {lay, isPlain, balanced, told, measured, holds, fits, largest};
}(window.signage));
