/* The arrangement of a list on a wall (docs/page.md, "Lists"): how many pages and columns, where a label stands, and one size a
   role on all pages, the largest with which everything holds. Pure arithmetic on what measure.js and lists.js have read; no
   DOM. All lengths are in units of the view (--u); widths of text are in em.

   A wall: {kind, groups, width, height, upright, bound}. A group: {name, hint, way, cells}. A cell: {group, name, way, strays,
   floor, label, bold, lead, items, many, idle, next, who, foot}; lists.js tells what each is.
   A plan is one way to do it: {columns, place, grid, level, cut, shown, names, heads}, and what follows from it for a size. */
(function (signage) {
  'use strict';
  var measure = signage.measure, BIG = measure.BIG;
  var STEP = 1.03;  // between two sizes that are tried
  var SMALLEST = 1.25, NARROWEST = 13, WIDE = 36;  // type, and a column, in units
  var BESIDE = 0, BELOW = 1, FOOT = 2;  // where a label stands: on the name's line, on one below it, before what comes next
  var LINE = 1.16, NAME = 1.2, SMALL = 1.25;  // line heights, in em: titles; names; labels and what comes next
  var HEADING_LINES = 3, HEADING_GAP = 0.6;  // of a floor's name; above a heading that is not the first of its column
  var SPINE = 1.7;  // of a row with its track, up to its title
  var ROOM_SHARE = 0.42, ROW_GAP = 0.4, ROWS = 40;  // of a row that a room may have; between times; most rows a page
  var BETWEEN = 0.36;  // of a crowd's titles, in em
  var ASIDE = 2.45;  // spine and gap of a crowd's lists
  var TELLING = 9;  // em of what comes next that tell something; less is left out
  var CROWD = 8;  // sessions at once that may stand below the other rooms in the full width
  var USUAL = [3000, 2200];  // square units that a whole display of the usual shapes, 16:9 and 9:16, has for a list
  var LONG = 12, SHREDS = 4;  // em of a word that may be broken where it fits no line, and when nothing else helps
  /** What is comfortable to read and the least that can be, as the size of a title; what surrounds a cell's text. */
  var KINDS = {
    cells: {cap: 3.4, comfort: 1.6, floor: 1.35, spine: 1.35, edge: 0.95, each: [16, 12]},
    signs: {cap: 2.2, comfort: 1.35, floor: 1.25, spine: 0, edge: 0.7, each: [24, 24]},
    rows: {cap: 2.3, comfort: 1.6, floor: 1.35, spine: 0, edge: 0.46}
  };

  function sizes(wall, plan, size) {
    if (plan.trim) { return {room: SMALLEST, title: SMALLEST, item: SMALLEST, label: SMALLEST, next: SMALLEST}; }
    if (wall.kind === 'signs') { return {room: size * 1.3, title: plan.level ? SMALLEST : size, item: size, label: size * 1.1, next: SMALLEST}; }
    if (wall.kind === 'rows') {
      return {room: plan.place === BELOW ? Math.max(SMALLEST, size * 0.85) : size, title: size, time: size * 1.15, item: size, label: Math.max(SMALLEST, size * 0.7), next: Math.max(SMALLEST, size * 0.7)};
    }
    return {room: size * 1.15, title: size, item: Math.max(SMALLEST, size * 0.8), label: Math.max(1.3, size * 0.78),
      next: Math.max(SMALLEST, size * 0.74)};
  }

  // ---- What a cell asks for. ----

  /** The width that a group of lists has for each of `k` lists. */
  function listWidth(wall, plan, k) { return (k * wall.width / plan.columns - wall.gap) / k - ASIDE; }
  /** The widths of label and floor, and what they leave for a cell's name, in em of that. */
  function nameParts(plan, cell, width, place) {
    var z = plan.sizes, label = place === FOOT ? 0 : cell.label * z.label, floor = plan.heads || plan.bare && !cell.twin ? 0 : cell.floor * z.label;
    var way = plan.heads && !cell.strays ? 0 : cell.way * z.room, beside = place === BELOW ? 0 : (label && label + 1) + (floor && floor + 0.6);
    return {label: label, floor: floor, em: (width - way - beside) / z.room};
  }
  /** The height of a cell's name, with floor and label where they stand beside or below it. */
  function nameHeight(wall, plan, cell, width, place) {
    var z = plan.sizes, parts = nameParts(plan, cell, width, place), label = parts.label, floor = parts.floor;
    var both = label && floor ? 0.8 : 0, n = measure.lines(cell.name, parts.em, wall.longName);
    if (n > 1 && place === BESIDE) { plan.wraps += 1; }
    if (plan.trim && n < BIG) { n = Math.min(n, plan.names); }
    if (n > plan.names || !plan.cut && place === BELOW && label + floor + both > width) { return BIG; }
    return n * z.room * NAME * wall.tall + (place === BELOW && label + floor ? z.label * SMALL : 0) + (cell.lead ? z.label * 1.3 : 0);
  }
  /** The heights of a cell's titles, of at most so many lines each, and their sum. */
  function itemHeights(wall, plan, cell, width, most) {
    var size = cell.many ? plan.sizes.item : plan.sizes.title, sum = 0, shown = Math.min(cell.items.length, plan.shown);
    cell.heights = cell.items.slice(0, shown).map(function (text) {
      var n = measure.linesOf(text, width / size, wall.long, most);
      return (n >= BIG ? BIG : n * size * LINE * wall.tall) + (cell.many ? size * BETWEEN : 0);
    });
    if (shown < cell.items.length) { cell.heights.push(size * (LINE * wall.tall + BETWEEN)); }  // "and 12 more"
    cell.heights.forEach(function (height) { sum += height; });
    return sum;
  }
  /** What stands at a cell's foot: what comes next, with the label before it where the plan says so. */
  function footOf(plan, cell) {
    if (plan.place === FOOT && !cell.idle) { return plan.level > 1 ? cell.until : cell.foot; }
    return plan.level > 1 || cell.who && plan.level ? null : cell.next;
  }
  function footHeight(wall, plan, cell, width) {
    var text = footOf(plan, cell), size = plan.place === FOOT && !cell.idle ? plan.sizes.label : plan.sizes.next, n, told;
    if (!text || !text.w.length) { return 0; }
    width /= size;
    if (plan.level) {
      told = text.all - text.head;
      if (text !== cell.until && width - text.head < Math.min(told, TELLING)) { return BIG; }
      n = 1;
    } else {
      n = measure.lines(text, width, wall.long);
    }
    return n * size * SMALL * wall.tall + 0.25;
  }
  /** The width of a row's title. */
  function titleWidth(plan) { return plan.width - plan.time - plan.lead - (plan.room && plan.place !== BELOW ? plan.room + 1.2 : 0); }
  /** The width of a row's room: of a column of its own, or below the title. */
  function roomWidth(plan) { return plan.place === BELOW ? titleWidth(plan) : plan.room - 1.2; }
  /** The height of a time's slab, with the line below the time. */
  function slabHeight(plan, group) { return plan.sizes.time * 1.15 + (group.small ? plan.sizes.label * NAME : 0) + 1; }
  /** The height of a row of a board: its title beside its room, and the time where the row is the only one of its own. */
  function rowHeight(wall, plan, row, most) {
    var z = plan.sizes, n = measure.linesOf(row.title, titleWidth(plan) / z.title, wall.long, most);
    var room = plan.room ? measure.lines(row.room, roomWidth(plan) / z.room - row.way, wall.longName) : 0;
    var title = n * z.title * NAME + (plan.level < 1 && row.who.w.length ? z.next * SMALL : 0);
    var high = (plan.place === BELOW ? title + room * z.room * NAME : Math.max(title, room * z.room * NAME)) * wall.tall;
    if (n >= BIG || room > plan.names + 1) { return BIG; }
    high += KINDS.rows.edge * z.title;
    return row.group.cells.length > 1 ? high : Math.max(high, slabHeight(plan, row.group));
  }
  /** The height of a cell in one column. @param {number} most lines of a title */
  function need(wall, plan, cell, most) {
    var place = plan.place, edge = KINDS[wall.kind].edge;
    if (wall.kind === 'rows') { return rowHeight(wall, plan, cell, most); }
    return edge + nameHeight(wall, plan, cell, plan.width, place) + itemHeights(wall, plan, cell, plan.width, most) + footHeight(wall, plan, cell, plan.width);
  }
  /** The height of a crowd whose sessions stand in `k` lists below its name. */
  function tower(wall, plan, cell, k, most) {
    return 1.3 + nameHeight(wall, plan, cell, k * wall.width / plan.columns - wall.gap - KINDS[wall.kind].spine, BESIDE) + spread(wall, plan, cell, k, most);
  }
  /** The height of the longest of a crowd's `k` lists, filled in order. */
  function spread(wall, plan, cell, k, most) {
    var high = itemHeights(wall, plan, cell, listWidth(wall, plan, k), most), low = Math.max.apply(null, cell.heights), middle, x, n;
    function step(height) {
      if (x + height > middle) { n += 1; x = 0; }
      x += height;
    }
    while (high - low > 0.1) {
      middle = (low + high) / 2;
      x = 0;
      n = 1;
      cell.heights.forEach(step);
      if (n <= k) { high = middle; } else { low = middle; }
    }
    return high;
  }

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
      column.things.push({group: part.group, more: more, height: height, gap: height - part.head});
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
      if (column.count && (column.crowd || whole && column.used + sum + HEADING_GAP > high)) { fresh(); }
      part.cells.forEach(function (cell, i) { add(cell, part, i); });
    });
    columns.forEach(function (one) { span += one.k; });
    columns.most = most;
    return good && span <= plan.columns ? columns : null;
  }
  function cellsOf(page) { return page.reduce(function (all, part) { return all.concat(part.cells); }, []); }
  /** The other rooms above, and crowds below them in the full width. */
  function band(wall, plan, page, high, most) {
    var rest = [], crowds = [], sum = 0, low = 0, top = high, middle, found = null, trial;
    page.forEach(function (part) {
      var few = part.cells.filter(function (cell) { return !cell.many || cell.items.length < CROWD; });
      if (few.length) { rest.push({group: part.group, cells: few, head: part.head}); }
      part.cells.filter(function (cell) { return few.indexOf(cell) < 0; }).forEach(function (cell) {
        var height = tower(wall, plan, cell, plan.columns, most);
        crowds.push({k: plan.columns, used: height + part.head, heads: part.head, count: 1, crowd: true, band: true,
          things: [{group: part.group, more: false, height: part.head, gap: 0}, {cell: cell, height: height, k: plan.columns}]});
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
    return fill(wall, plan, page, high, true, most) || fill(wall, plan, page, high, false, most) ||
      wall.crowd && band(wall, plan, page, high, most) || null;
  }

  // ---- Pages. ----

  /** Pages of equal length, turned where a group ends if that holds. @return {!Array<!Array<{group, cells}>>} */
  function split(wall, count) {
    var all = wall.cells.length, aim = Math.ceil(all / count), most = count > 1 ? aim + Math.max(1, Math.floor(aim / 10)) : aim;
    var pages = [[]], held = 0, good = true;
    function turn() { pages.push([]); held = 0; }
    function put(group, cells) { pages[pages.length - 1].push({group: group, cells: cells}); held += cells.length; }
    wall.groups.forEach(function (group) {
      if (held && held + group.cells.length > most) { turn(); }
      put(group, group.cells);
      good = good && held <= most;
    });
    if (good && pages.length <= count) { return pages; }
    pages = [[]];
    held = 0;
    wall.groups.forEach(function (group) {
      var k = 0, some;
      while (k < group.cells.length) {
        if (held === aim) { turn(); }
        some = group.cells.slice(k, k + aim - held);
        put(group, some);
        k += some.length;
      }
    });
    return pages;
  }
  /** The widths of times and rooms: those of the longest of them, rooms up to a share. */
  function columnsOfRows(wall, plan) {
    var z = plan.sizes, time = 0, room = 0, word = 0;
    wall.groups.forEach(function (group) { time = Math.max(time, group.head * z.time, group.small * z.label); });
    wall.cells.forEach(function (row) {
      room = Math.max(room, (row.room.all + row.way) * z.room);
      word = Math.max(word, (Math.max.apply(null, row.room.w.concat(0)) + row.way) * z.room);
    });
    plan.time = time + 1.7;
    plan.lead = wall.tracks ? SPINE : 0.8;
    plan.room = room && Math.min(room, Math.max(Math.min(word, LONG * z.room), (plan.width - plan.time) * ROOM_SHARE)) + 1.3;
  }
  /** What a plan comes to with titles of this size. */
  function prepare(wall, plan, size) {
    var width = wall.width / plan.columns - wall.gap;
    plan.sizes = sizes(wall, plan, size);
    plan.width = width - KINDS[wall.kind].spine;
    if (wall.kind === 'rows') { columnsOfRows(wall, plan); }
  }
  /** The width of an arrow's tile in a heading, with its gap. */
  function tile(plan) { return 1.5 * 0.92 * plan.sizes.room + 0.8; }
  /** Measure the headings of a page. @return {boolean} whether their names hold; where nothing else helps they are cut */
  function headed(wall, plan, page) {
    return page.every(function (part) {
      var size = plan.sizes.room, width = wall.width / plan.columns - wall.gap - (part.group.way ? tile(plan) : 0);
      var n = plan.heads ? measure.lines(part.group.name, width / size, wall.long) : 0;
      if (wall.kind === 'rows') { part.head = ROW_GAP; return true; }
      part.head = plan.heads ? Math.max(2.6, Math.min(Math.max(1, n), HEADING_LINES) * size * LINE + size * 0.35) : 0;
      return plan.cut || n <= HEADING_LINES;
    });
  }
  /** Whether no cell of a page asks for more than any wall has; their heights are kept. */
  function measured(wall, plan, page, most) {
    plan.wraps = 0;
    return headed(wall, plan, page) && cellsOf(page).every(function (cell) {
      cell.height = need(wall, plan, cell, most);
      if (cell.many && cell.height < BIG) { cell.height = Math.min(cell.height, BIG / 2); }
      return cell.height < BIG;
    }) && !(wall.kind === 'signs' && plan.wraps && plan.place === BESIDE);
  }
  /** The columns of every page with titles of this size, or null. Where titles are cut, they have as many lines as hold. */
  function holds(wall, plan, pages, size) {
    var found = [], i, most, columns;
    prepare(wall, plan, size);
    for (i = 0; i < pages.length; i++) {
      columns = null;
      for (most = plan.cut ? 9 : BIG; most > 0 && !columns; most = plan.cut ? most - 1 : 0) {
        columns = measured(wall, plan, pages[i], most) ? lay(wall, plan, pages[i], wall.height, most) : null;
      }
      if (!columns) { return null; }
      columns.wraps = plan.wraps;
      if (plan.cut) { raise(wall, plan, columns); }
      found.push(columns);
    }
    return found;
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
    return {plan: plan, pages: pages, size: low * Math.pow(STEP, a), columns: found};
  }
  /** Lines back to titles, and then to what comes next, where titles are cut and their column has room. */
  function raise(wall, plan, columns) {
    var told = 0, whole = 0, sum = 0, top = 0;
    columns.forEach(function (column) { if (column.band) { sum += column.used; } else { top = Math.max(top, column.used); } });
    function give(column) {
      var spare = columns.above === undefined ? wall.height - column.used : wall.height - sum - (column.band ? top : column.used);
      column.things.forEach(function (thing) {
        var cell = thing.cell, most, height;
        if (!cell) { return; }
        for (most = 9; most > columns.most; most--) {
          height = thing.k > 1 ? tower(wall, plan, cell, thing.k, most) : need(wall, plan, cell, most);
          if (height - thing.height <= spare) { break; }
        }
        if (most > columns.most && height > thing.height) {
          spare -= height - thing.height;
          column.used += height - thing.height;
          if (column.band) { sum += height - thing.height; }
          thing.height = height;
        }
        thing.most = most;
        (cell.items || [cell.title]).forEach(function (text, i) {
          var width = !cell.items ? titleWidth(plan) : thing.k > 1 ? listWidth(wall, plan, thing.k) : plan.width;
          var n = measure.lines(text, width / (cell.many ? plan.sizes.item : plan.sizes.title), wall.long);
          whole += n;
          told += i < plan.shown ? Math.min(n, most) : 0;
        });
      });
    }
    columns.filter(function (column) { return column.crowd; }).forEach(give);
    columns.filter(function (column) { return !column.crowd; }).forEach(give);
    if (columns.above !== undefined) { columns.above = wall.height - sum; }
    columns.told = whole ? told / whole : 1;
  }

  // ---- The search. ----

  function share(columns, name) { return columns.reduce(function (sum, one) { return sum + one[name]; }, 0); }
  /** The best plan on these pages: a calm grid, labels beside names and whole groups are worth a little size. */
  function best(wall, pages, aim, quick) {
    var kind = KINDS[wall.kind], found = null, columns, place, grid, trial, score;
    var most = Math.min(wall.crowd ? 9 : wall.cells.length, Math.max(1, Math.floor(wall.width / (wall.kind === 'rows' ? WIDE : NARROWEST))), wall.upright ? 3 : 6);
    for (columns = 1; columns <= most; columns++) {
      for (place = 0; place < (wall.kind !== 'cells' || wall.crowd ? 2 : 3); place++) {
        for (grid = 0; grid < (aim.cut || wall.crowd ? 1 : 2); grid++) {
          trial = largest(wall, {columns: columns, place: place, grid: grid, level: aim.level, cut: aim.cut, shown: aim.shown, names: aim.names, trim: aim.trim, heads: wall.heads, bare: wall.bare},
            pages, aim.low, aim.cut || quick ? aim.low : Math.max(kind.cap, aim.low));
          if (quick && trial) { return trial; }
          if (trial) {
            score = trial.size * (grid ? 1.12 : 1) * (place ? 1 : 1.06 - 0.1 * share(trial.columns, 'wraps') / wall.cells.length) * trial.columns.reduce(function (worst, one) {
              return Math.min(worst, (aim.cut ? one.told : 1) * (trial.plan.heads && one.torn ? 0.75 : 1));
            }, 1);
            if (!found || score > found.score * 1.001) { trial.score = score; found = trial; }
          }
        }
      }
    }
    return found;
  }
  /** In the order in which things yield: speakers and what comes next; size; the ends of titles; some of a crowd. */
  function aims(kind) {
    var s = KINDS[kind], found = [];
    function aim(level, low, cut, names, shown) { found.push({level: level, low: low, cut: !!cut, names: names || 2, shown: shown || BIG}); }
    aim(0, s.comfort);
    aim(1, s.comfort);
    if (kind === 'cells') { aim(2, s.comfort); }
    aim(kind === 'cells' ? 2 : 1, s.floor);
    aim(2, s.floor, false, 3);
    aim(2, s.floor, true, 3);
    aim(2, SMALLEST, true, 9);
    if (kind === 'cells') { [12, 6, 3, 1].forEach(function (shown) { aim(2, SMALLEST, true, 9, shown); }); }
    return found;
  }
  /** Names as well, in the smallest type: they end in "\u2026" before a list has a page more than it may have. */
  function trims() {
    function trim(shown) {
      return function (names) { return {level: 2, low: SMALLEST, cut: true, trim: true, names: names, shown: shown}; };
    }
    return [9, 6, 5, 4, 3, 2].map(trim(BIG)).concat([9, 6, 4, 3, 2, 1].map(trim(1)));
  }
  /** Where floors stand, in the order in which they yield: in headings, behind names, only behind names that are there twice. */
  function floors(wall) {
    var ways = wall.kind === 'rows' ? [[false, false]] : [[false, false], [false, true]];
    return wall.heads ? [[true, false]].concat(ways) : ways;
  }
  /** The steps up to the first with which a list holds on the pages that it may have; floors stand where they do, then. */
  function settle(wall, steps) {
    var pages = split(wall, wall.bound), ways = floors(wall), k;
    wall.long = wall.longName = SHREDS;
    function fits(way) {
      wall.heads = way[0];
      wall.bare = way[1];
      return best(wall, pages, steps[k], true);
    }
    for (k = 0; k < steps.length; k++) {
      if (steps[k].cut && steps[k].low <= SMALLEST && ways.some(fits)) { return steps.slice(0, k + 1); }
    }
    return steps;
  }
  function search(wall) {
    var found = null, steps = aims(wall.kind), words = [[BIG, BIG], [LONG, BIG], [LONG, LONG], [SHREDS, SHREDS]];
    if (wall.kind !== 'rows') { steps = steps.concat(trims()); }
    function tryPages(count, list) {
      var pages = split(wall, count);
      return list.some(function (aim) { found = best(wall, pages, aim); return found; });
    }
    steps = settle(wall, steps);
    words.some(function (long) {
      var count;
      wall.long = long[0];
      wall.longName = long[1];
      for (count = 1; count <= wall.bound; count++) {
        if (tryPages(count, count < wall.bound ? steps.slice(0, 2) : steps)) { return true; }
      }
      return false;
    });
    while (!found && wall.bound < wall.cells.length) {  // a display of an odd shape: more pages, then
      wall.bound += 1;
      tryPages(wall.bound, steps.slice(-1));
    }
    return found;
  }

  /** Of a board the rows that its pages hold, comfortably: all if they can, or so many of the first. */
  function searchRows(wall) {
    var all = wall.cells, a = 1, most = Math.min(all.length, wall.most * ROWS), found = null;
    var on = all.filter(function (row) { return row.on; }).length;
    function only(count) {
      wall.cells = all.slice(0, count);
      wall.groups = regrouped(wall.cells);
      wall.bound = Math.min(wall.most, count);
    }
    function hold(count, step) {
      only(count);
      return [[BIG, BIG], [LONG, BIG], [LONG, LONG]].some(function (long) {
        var pages = split(wall, wall.bound);
        wall.long = long[0];
        wall.longName = long[1];
        return best(wall, pages, {level: 1, low: step.low, cut: step.cut, names: 2, shown: BIG}, true);
      });
    }
    function bisect(step, b) {
      var middle;
      if (hold(b, step)) { a = b; }
      while (a < b) {
        middle = Math.ceil((a + b) / 2);
        if (hold(middle, step)) { a = middle; } else { b = middle - 1; }
      }
    }
    bisect({low: KINDS.rows.comfort}, most);
    if (a < on) { bisect({low: KINDS.rows.floor}, Math.min(on, most)); }  // what is on is there, if it can be
    if (a < on) { bisect({low: SMALLEST, cut: true}, Math.min(on, most)); }
    only(a);
    found = search(wall);
    wall.left = all.slice(a);
    return found;
  }
  /** Rows of one time as groups, as they were before some of them were left out. */
  function regrouped(rows) {
    var groups = [], last = null;
    rows.forEach(function (row) {
      if (row.group.origin !== last) {
        last = row.group.origin;
        groups.push({origin: last, head: last.head, small: last.small, cells: []});
      }
      row.group = groups[groups.length - 1];
      row.group.cells.push(row);
    });
    return groups;
  }

  // ---- The last touches, and where everything stands. ----

  /** A page with room takes what comes next back; then its columns are made even. */
  function finish(wall, found, columns, page) {
    var plan = found.plan, level = plan.level, k, trial = null, low = wall.height / 8, high = wall.height, middle;
    for (k = 0; k < level && wall.kind === 'cells' && !plan.cut && !trial; k++) {
      plan.level = k;
      trial = holds(wall, plan, [page], found.size);
    }
    if (trial) { columns = trial[0]; k = plan.level; } else { plan.level = k = level; }
    measured(wall, plan, page, columns.most);
    while (high - low > 0.3) {
      middle = (low + high) / 2;
      trial = lay(wall, plan, page, middle, columns.most);
      if (trial) { columns = trial; high = middle; } else { low = middle; }
    }
    if (plan.cut) { raise(wall, plan, columns); }
    columns.level = k;
    columns = placed(wall, plan, columns);
    plan.level = level;
    return columns;
  }
  /** One height for all cells but those that need more, as far as the wall goes. */
  function common(wall, columns) {
    var low = 0, high = 0, middle, room = columns.above === undefined ? wall.height : columns.above;
    columns.forEach(function (column) {
      column.things.forEach(function (thing) { if (thing.cell && thing.k === 1) { high = Math.max(high, thing.height * 1.6); } });
    });
    function longest(height) {
      return columns.reduce(function (most, column) {
        return column.crowd ? most : Math.max(most, column.things.reduce(function (sum, thing) {
          return sum + (thing.cell ? Math.max(thing.height, height) : thing.height);
        }, 0));
      }, 0);
    }
    while (high - low > 0.02) {
      middle = (low + high) / 2;
      if (longest(middle) > room) { high = middle; } else { low = middle; }
    }
    return low;
  }
  /** The height that what comes next in a cell still asks for to be there as a whole, where it has one line. */
  function wanting(wall, plan, thing, level, spare) {
    var cell = thing.cell, size = plan.place === FOOT && cell && !cell.idle ? plan.sizes.label : plan.sizes.next, text;
    if (wall.kind !== 'cells' || level !== 1 || !cell || cell.who) { return 0; }
    text = plan.place === FOOT && !cell.idle ? cell.foot : cell.next;
    return Math.max(0, (measure.lines(text, plan.width / size, SHREDS) - 1) * size * SMALL * wall.tall - spare);
  }
  /** @return {{things: !Array, level: number, used: number}} each thing with x, y, width and height */
  function placed(wall, plan, columns) {
    var least = common(wall, columns), step = wall.width / plan.columns, x = 0, below = 0, things = [], area = 0;
    columns.forEach(function (column) {
      var y = column.band ? below : 0, left = column.band ? 0 : x, room = columns.above === undefined ? wall.height : columns.above;
      function heightOf(thing) { return thing.cell && thing.k === 1 ? Math.max(thing.height, least) : thing.height; }
      column.things.forEach(function (thing) { room -= heightOf(thing); });
      column.things.forEach(function (thing) {
        var height = heightOf(thing), more = column.crowd ? 0 : wanting(wall, plan, thing, columns.level, height - thing.height);
        if (more <= room) { height += more; room -= more; }
        thing.x = left;
        thing.y = y + (thing.gap || 0);
        thing.width = column.k * step - wall.gap;
        thing.step = step;
        y += height;
        thing.spare = height - thing.height;
        thing.height = height - (thing.gap || 0);
        if (thing.cell) { area += height * column.k; }
        things.push(thing);
      });
      if (column.band) { below = y; } else { x += column.k * step; below = Math.max(below, columns.above === undefined ? 0 : columns.above); }
    });
    return {things: things, level: columns.level, most: columns.most, used: area / plan.columns / wall.height};
  }
  /** How many cells a page holds at least: of a whole display of the usual shape so many, of another one as its area has it. */
  function capacity(wall) {
    var most = KINDS[wall.kind].each[+wall.upright], area = wall.width * wall.height / USUAL[+wall.upright];
    return wall.half ? most / 2 : wall.usual ? most : Math.max(1, Math.floor(most * Math.min(1, area)));
  }
  /**
   * @param {{kind: string, groups: !Array, width: number, height: number, upright: boolean, half: boolean, gap: number, tall: number}} wall
   * @return {?{plan: !Object, sizes: !Object, pages: !Array<{things: !Array, level: number}>}} null for a list without cells
   */
  function arrange(wall) {
    var found, pages;
    wall.cells = wall.groups.reduce(function (all, group) { return all.concat(group.cells); }, []);
    if (!wall.cells.length) { return null; }
    wall.crowd = wall.cells.some(function (cell) { return cell.many; });
    wall.groups.forEach(function (group) { group.origin = group; });
    wall.heads = wall.kind !== 'rows' && wall.groups.length * 2 <= wall.cells.length && wall.groups.some(function (group) { return group.el; });
    if (wall.kind !== 'rows') { wall.bound = Math.ceil(wall.cells.length / capacity(wall)); }
    found = wall.kind === 'rows' ? searchRows(wall) : search(wall);
    if (!found) { return null; }
    prepare(wall, found.plan, found.size);
    pages = found.columns.map(function (columns, i) { return finish(wall, found, columns, found.pages[i]); });
    return {plan: found.plan, sizes: found.plan.sizes, pages: pages};
  }

  signage.arrangement = {arrange: arrange, listWidth: listWidth, nameParts: nameParts, spread: spread, tile: tile, titleWidth: titleWidth, roomWidth: roomWidth, HEADING_LINES: HEADING_LINES};
}(window.signage));
