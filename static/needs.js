/* What a cell of a list asks for, in one column of a plan and with its sizes (docs/page.md, "Lists"): the heights of names, titles
   and what comes next, the widths of a board's columns. Pure arithmetic on what measure.js has read; no DOM. All lengths are in
   units of the view (--u); widths of text are in em.

   A wall: {kind, groups, width, height, upright, bound}. A group: {name, quiet, hint, way, cells}; `quiet` is its name where it goes on.
   A cell: {group, name, way, strays, twin, floor, label, lead, items, many, idle, next, who, foot}; cells.js tells what each is.
   A plan is one way to do it: {columns, place, grid, level, cut, aside, trim, alike, shown, waiting, names, heads, bare}, and what follows from it for a
   size. */
(function (signage) {
  'use strict';
  var measure = signage.measure, BIG = measure.BIG;
  var SMALLEST = 1.25;  // type, in units
  var GIANT = 18, LONG = 12, SHREDS = 4;  // em of a word that may be broken where it fits no line: before type gets smaller for it, after that, and where nothing else helps
  var BESIDE = 0, BELOW = 1, FOOT = 2;  // where a label stands: on the name's line, on one below it, before what comes next
  var ABOVE = 2;  // on an upright board the time, in a strip above its rows
  var LINE = 1.16, NAME = 1.2, SMALL = 1.25;  // line heights, in em: titles; names; labels and what comes next
  var SPINE = 1.7;  // of a row with its track, up to its title
  var ROOM_SHARE = 0.42, ROOM_LEAST = 0.5;  // of a row that a room may have; of the size of titles that it has below them
  var SLIGHT = 0.8;  // of a room's name, the most that its floor is measured with where that is smaller
  var STRIP = 0.7;  // around the time in a strip
  var POSTER = 4;  // lines of a title that is larger than usual
  var BETWEEN = 0.36;  // of a crowd's titles, in em
  var ASIDE = 2.45;  // spine and gap of a crowd's lists
  var LEAD = 0.6;  // before what stands behind a crowd's name, in em
  var ANSWERS = 12;  // remembered of a cell: what its titles ask for in which width
  var TELLING = 9;  // em of what comes next that tell something; less is left out
  /** What is comfortable to read and the least that can be, as the size of a title; what surrounds a cell's text. */
  var KINDS = {
    cells: {cap: [3.4, 3.4], comfort: 1.6, floor: 1.35, spine: 1.35, edge: 0.95, each: [16, 12]},
    signs: {cap: [2.2, 2.2], comfort: 1.35, floor: 1.25, spine: 0, edge: 0.7, each: [24, 24]},
    rows: {cap: [3.4, 2.6], comfort: 1.6, floor: 1.35, spine: 0, edge: 0.46}
  };

  /** The size of each role, in units. */
  function sizes(wall, plan, size) {
    var label, beside;
    if (plan.trim) { return {room: SMALLEST, title: SMALLEST, item: SMALLEST, label: SMALLEST, next: SMALLEST}; }
    if (wall.kind === 'signs') { return {room: size * 1.3, title: plan.level ? SMALLEST : size, item: size, label: size * 1.1, next: SMALLEST}; }
    if (wall.kind === 'rows') {
      beside = Math.min(size, KINDS.rows.cap[+wall.upright]);  // few titles are larger than usual, and only they
      return {room: plan.place ? Math.max(SMALLEST, beside * 0.85) : beside, title: size, time: beside * 1.15, item: size, label: Math.max(SMALLEST, beside * 0.7), next: Math.max(SMALLEST, beside * 0.7)};
    }
    label = Math.max(1.3, size * 0.78);
    return {room: size * 1.15, title: size, item: Math.max(SMALLEST, size * 0.8), label,
      next: plan.place === FOOT ? label : Math.max(SMALLEST, size * 0.74)};  // at the foot both stand in one line
  }

  // ---- What a cell asks for. ----

  /** The width that a group of lists has for each of `k` lists. */
  function listWidth(wall, plan, k) { return (k * wall.width / plan.columns - wall.gap) / k - ASIDE; }
  /** The widths of label and floor, and what they leave for a cell's name, in em of that. @param {boolean} wide a crowd's, with its time; its floor stands `under` its name where both take fewer lines then, or as many and no word is broken */
  function nameParts(plan, cell, width, place, wide) {
    var z = plan.sizes, label = (place === FOOT ? 0 : wide ? cell.until.all + LEAD + (cell.lead && cell.lead + LEAD) : cell.label) * z.label, floor = plan.heads || plan.bare && !cell.twin ? 0 : cell.floor * z.label;
    var way = plan.heads && !cell.strays ? 0 : cell.way * z.room, em = (width - way - (place !== BELOW && label && label + 1)) / z.room, beside = em - (place !== BELOW && floor && floor + 0.6) / z.room;
    function lines(em) {
      var n = measure.lines(cell.name, em, plan.longName);
      return n + (measure.lines(cell.name, em, BIG) > n);
    }
    var under = !!wide && floor > 0 && cell.name.all > beside && lines(beside) > lines(em) + floorLines(plan, cell, width);
    return {label, floor, under, em: under ? em : beside};
  }
  /** The lines of a floor that has them to itself. */
  function floorLines(plan, cell, width) { return measure.lines(cell.floorText, width / plan.sizes.label, 0); }
  /** Whether a cell's floor has one line, for nothing else holds and there is no room for more. */
  function isShort(plan, cell) { return plan.trim && plan.names === 1 && !cell.floors; }
  /** The lines that floor and label take below a name: one where both fit it, else the floor as many as it asks for. */
  function below(plan, cell, parts, width) {
    var label = parts.under ? 0 : parts.label;
    if (!parts.floor && !label) { return 0; }
    if (label + parts.floor + (label && parts.floor ? 0.8 : 0) <= width) { return 1; }
    return (parts.floor ? isShort(plan, cell) ? 1 : floorLines(plan, cell, width) : 0) + (label ? 1 : 0);
  }
  /** The lines that a cell's name may have; of a page with room some have more. */
  function namesOf(plan, cell) { return Math.max(plan.names, plan.trim && cell.names || 0); }
  /** The names of the other rooms. */
  function others(wall, cell) {
    return wall.cells.map(function (one) { return one.text; }).filter(function (text) { return text !== cell.text; });
  }
  /** The lines that a name has at least where names are cut, so that it could be no other's. */
  function leastLines(wall, plan, cell, em) {
    if (plan.alike) { return 1; }
    if (cell.toldOf !== wall.cells) {
      cell.toldOf = wall.cells;
      cell.telling = measure.plain(signage.names.telling(cell.text, others(wall, cell)), 700);
    }
    return measure.lines(cell.telling, em - 1, 0);
  }
  /** The lines that a name in `em` has where names are cut. */
  function trimmed(wall, plan, cell, em) { return Math.max(namesOf(plan, cell), leastLines(wall, plan, cell, em)); }
  /** The width that text has in a cell of `k` columns. */
  function textWidth(wall, plan, k) { return plan.width + (k - 1) * wall.width / plan.columns; }
  /** The parts of a name in a cell of `k` columns. */
  function partsOf(wall, plan, cell, k) { return nameParts(plan, cell, textWidth(wall, plan, k), k > 1 ? BESIDE : placeOf(plan, cell), k > 1); }
  /** The lines that a name asks for where names are cut, and those that it may have. @param {number} k columns of the cell */
  function cutOf(wall, plan, cell, k) {
    var em = partsOf(wall, plan, cell, k).em;
    return {em, asked: measure.lines(cell.name, em, 0), most: trimmed(wall, plan, cell, em)};
  }
  /** Find out what of a cell's name is left where that is cut, which may take fewer lines than it may have. */
  function shorten(wall, plan, cell, k) {
    var name = cutOf(wall, plan, cell, k);
    cell.shortened = name.asked > name.most ? signage.names.apart(cell.text, others(wall, cell), name.em, name.most) : null;
    cell.frame = null;
  }
  /** The lines that a title may have; of a crowd with room some have more. */
  function mostOf(cell, i, most) { return Math.max(most, cell.lines && cell.lines[i] || 0); }
  /** How many of a crowd are named, of one that waits perhaps fewer; of a page with room some more. */
  function shownOf(plan, cell) { return Math.max(cell.idle ? Math.min(plan.shown, plan.waiting) : plan.shown, cell.shown || 0); }
  /** The height of a cell's name, with floor and label where they stand beside or below it. */
  function nameHeight(wall, plan, cell, width, place, wide) {
    var z = plan.sizes, parts = nameParts(plan, cell, width, place, wide);
    var n = measure.lines(cell.name, parts.em, plan.longName), most = plan.names;
    cell.isOver = false;
    if (plan.trim && n < BIG) { most = trimmed(wall, plan, cell, parts.em); cell.isOver = n > most; n = Math.min(n, cell.shortened ? cell.shortened.lines : most); }
    cell.wraps = n > 1 && place === BESIDE ? 1 : 0;
    if (n > most || most >= BIG || place === BELOW && parts.label > width) { return BIG; }  // a time is never cut, and what is narrower tells no name
    return n * z.room * NAME * wall.tall + (place === BELOW || parts.under ? below(plan, cell, parts, width) * z.label * SMALL : 0) + (cell.lead && !wide && !isLed(plan, cell) ? z.label * 1.3 : 0);
  }
  /** The heights of a cell's titles, of at most so many lines each, and their sum. */
  function itemHeights(wall, plan, cell, width, most) {
    var size = cell.many ? plan.sizes.item : plan.sizes.title, sum = 0, shown = Math.min(cell.items.length, shownOf(plan, cell));
    var asked = asks(cell, width / size, wall.long), between = cell.many ? size * BETWEEN : 0, heights = cell.heights = [], i, n;
    for (i = 0; i < shown; i++) {
      n = Math.min(asked.lines[i], Math.max(asked.least[i], mostOf(cell, i, most)));
      heights.push((asked.lines[i] >= BIG ? BIG : n * size * LINE * wall.tall) + between);
      sum += heights[i];
    }
    if (shown < cell.items.length && plan.shown) {  // "and 12 more"
      heights.push(size * (LINE * wall.tall + BETWEEN));
      sum += heights[shown];
    }
    return sum;
  }
  /** The lines that each of a cell's titles asks for in some width, and the fewest that it is cut to: found out once, however many of them a trial lets it have. */
  function asks(cell, width, long) {
    var known = cell.asked = cell.asked || [], i;
    for (i = 0; i < known.length; i++) { if (known[i].width === width && known[i].long === long) { return known[i]; } }
    if (i === ANSWERS) { known.shift(); }
    known.push({width, long, lines: cell.items.map(function (text) { return measure.lines(text, width, long); }),
      least: cell.items.map(function (text) { return measure.least(text, width); })});
    return known[known.length - 1];
  }
  /** What stands at a cell's foot: what comes next, with the label before it where the plan says so. */
  function footOf(plan, cell) {
    if (placeOf(plan, cell) === FOOT && !cell.idle) { return plan.level > 1 ? cell.until : cell.foot; }
    return plan.level > 1 || cell.who && plan.level ? null : cell.next;
  }
  function footHeight(wall, plan, cell, width) {
    var text = footOf(plan, cell), size = plan.place === FOOT && !cell.idle ? plan.sizes.label : plan.sizes.next, n, told;
    if (!text || !text.w.length) { return 0; }
    width /= size;
    if (plan.level) {
      told = text.all - text.head;
      if (width - text.head < (text === cell.until ? told : Math.min(told, TELLING))) { return BIG; }
      n = 1;
    } else {
      n = measure.lines(text, width, wall.long);
    }
    return n * size * SMALL * wall.tall + 0.25;
  }
  /** The width of a row's title. */
  function titleWidth(plan) { return plan.width - plan.time - plan.lead - (plan.room && !plan.place ? plan.room + 1.2 : 0); }
  /** The width of a row's room: of a column of its own, or below the title. */
  function roomWidth(plan) { return plan.place ? titleWidth(plan) : plan.room - 1.2; }
  /** The height of a time's strip above its rows. */
  function stripHeight(plan) { return plan.place === ABOVE ? plan.sizes.time * 1.15 + STRIP : 0; }
  /** The height of a time's slab, with the line below the time. */
  function slabHeight(plan, group) { return plan.place === ABOVE ? 0 : plan.sizes.time * 1.15 + (group.small ? plan.sizes.label * NAME : 0) + 1; }
  /** The lines that a row's speakers take; where they ask for more than two they are left out, for they are not cut. */
  function whoLines(plan, row) {
    var n = measure.lines(row.who, titleWidth(plan) / plan.sizes.next, SHREDS);
    return n <= 2 ? n : 0;
  }
  /** The height of a row of a board: its title beside its room, and the time where the row is the only one of its own. */
  function rowHeight(wall, plan, row, most) {
    var z = plan.sizes, n = measure.linesOf(row.title, titleWidth(plan) / z.title, wall.long, most);
    var room = plan.room ? measure.lines(roomOf(plan, row), roomWidth(plan) / z.room - row.way, plan.longName) : 0;
    var title = n * z.title * NAME + (plan.level < 1 ? whoLines(plan, row) * z.next * SMALL : 0);
    var high = (plan.place ? title + room * z.room * NAME : Math.max(title, room * z.room * NAME)) * wall.tall;
    row.wraps = plan.place === BESIDE && (room > 1 || room && plan.room > titleWidth(plan)) ? 1 : 0;
    if (n > (z.title > KINDS.rows.cap[+wall.upright] ? POSTER : BIG - 1) || room > plan.names + (plan.place ? 3 : 1) || plan.strip > plan.width) { return BIG; }
    high += KINDS.rows.edge * z.title;
    return row.group.cells.length > 1 ? high : Math.max(high, slabHeight(plan, row.group));
  }
  /** Where a cell's label stands: where titles are cut beside its name, if that line holds both and another one is free for that. */
  function placeOf(plan, cell) {
    var frees = plan.cut && (plan.place === BELOW ? !cell.lead : !cell.idle && !cell.items.length && !cell.next.w.length);
    return frees && cell.name.all <= nameParts(plan, cell, plan.width, BESIDE).em ? BESIDE : plan.place;
  }
  /** Whether the word that a sign's room is free stands behind its name, where it would have a line below. */
  function isAside(plan, cell) {
    var parts = plan.aside && plan.shown && cell.isFree && nameParts(plan, cell, plan.width, plan.place);
    return !!parts && !parts.floor && cell.name.all <= parts.em - (cell.items[0].all * plan.sizes.title + 1) / plan.sizes.room;
  }
  /** Whether the time of all that waits stands behind the label below a name, in one line: "free 10:00". */
  function isLed(plan, cell) {
    var label = (cell.label + LEAD + cell.lead) * plan.sizes.label;
    return !!cell.label && !!cell.lead && plan.place === BELOW && label <= plan.width && !nameParts(plan, cell, plan.width, BELOW).floor;
  }
  /** The heights of a cell's name and foot, which are the same however many lines its titles have. */
  function framed(wall, plan, cell) {
    var frame = cell.frame, name, aside;
    if (frame && frame.of === plan.sizes && frame.level === plan.level && frame.names === cell.names && frame.floors === cell.floors) { return frame; }
    aside = isAside(plan, cell);
    name = nameHeight(wall, plan, cell, plan.width, aside ? FOOT : placeOf(plan, cell));
    return (cell.frame = {of: plan.sizes, level: plan.level, names: cell.names, floors: cell.floors, name, wraps: cell.wraps, isOver: cell.isOver, aside, foot: aside ? 0 : footHeight(wall, plan, cell, plan.width)});
  }
  /** Whether a name asks for more lines than it may have where names are cut; of a crowd in lists it may. */
  function isOver(wall, plan, cell, k) { return plan.trim && !cell.shortened && (k > 1 || framed(wall, plan, cell).isOver); }
  /** The height of a cell in one column. @param {number} most lines of a title */
  function need(wall, plan, cell, most) {
    var edge = KINDS[wall.kind].edge, frame;
    if (wall.kind === 'rows') { return rowHeight(wall, plan, cell, most); }
    frame = framed(wall, plan, cell);
    cell.wraps = frame.wraps;
    return edge + frame.name + (frame.aside ? 0 : itemHeights(wall, plan, cell, plan.width, most)) + frame.foot;
  }
  /** The height of a crowd whose sessions stand in `k` lists below its name. */
  function tower(wall, plan, cell, k, most) {
    var width = k * wall.width / plan.columns - wall.gap - KINDS[wall.kind].spine;
    return 1.3 + nameHeight(wall, plan, cell, width, BESIDE, true) + spread(wall, plan, cell, k, most) + footHeight(wall, plan, cell, width);
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
  /** The room of a row, with what stands behind it as wide as its size makes it. */
  function roomOf(plan, row) { return plan.sizes.label <= SLIGHT * plan.sizes.room ? row.slight : row.room; }
  /** The widths of times and rooms: those of the longest of them, rooms up to a share. */
  function columnsOfRows(wall, plan) {
    var z = plan.sizes, time = 0, room = 0, word = 0, least = 0, strip = 0;
    wall.groups.forEach(function (group) {
      time = Math.max(time, group.head * z.time, group.small * z.label);
      strip = Math.max(strip, group.head * z.time + 0.6 + group.small * z.label);
      least = Math.max(least, group.head * SMALLEST * 1.15, group.small * SMALLEST);
    });
    wall.cells.forEach(function (row) {
      var text = roomOf(plan, row);
      room = Math.max(room, (text.all + row.way) * z.room);
      word = Math.max(word, (Math.max.apply(null, text.w.concat(0)) + row.way) * z.room);
    });
    plan.lead = wall.tracks ? SPINE : 0.8;
    plan.time = plan.place === ABOVE ? 0 : time + 1.7;
    plan.strip = plan.place === ABOVE ? strip + plan.lead : 0;
    if (wall.longName === LONG) { plan.longName = (plan.width - (plan.time && least + 1.7) - plan.lead) / SMALLEST; }
    plan.room = room && Math.min(room, Math.max(wall.longName > LONG ? word : Math.min(word, LONG * z.room), (plan.width - plan.time) * ROOM_SHARE)) + 1.3;
    if (plan.place && word > titleWidth(plan)) { z.room = Math.max(SMALLEST, z.title * ROOM_LEAST, z.room * titleWidth(plan) / word); }  // a long word of a room makes no title small
  }
  /** What a plan comes to with titles of this size. */
  function prepare(wall, plan, size) {
    var width = wall.width / plan.columns - wall.gap;
    plan.sizes = sizes(wall, plan, size);
    plan.width = width - KINDS[wall.kind].spine;
    plan.longName = wall.longName === LONG ? plan.width / SMALLEST / 1.15 : wall.longName;  // no word is broken that the smallest type could hold
    if (wall.kind === 'rows') { columnsOfRows(wall, plan); }
  }
  /** The width of an arrow's tile in a heading, with its gap. */
  function tile(plan) { return 1.5 * 0.92 * plan.sizes.room + 0.8; }

  /** The lines that a floor's name asks for in a column of this width, where words of `long` em may be broken. */
  function headingLines(plan, group, width, long) {
    function lines(text) { return measure.lines(text, (width - (group.way ? tile(plan) : 0)) / plan.sizes.room, long); }
    return Math.max(lines(group.name), lines(group.quiet));  // as it goes on; not in every script thin letters are the narrower ones
  }

  signage.needs = {KINDS, SMALLEST, GIANT, LONG, SHREDS, BESIDE, BELOW, FOOT, ABOVE, LINE, SMALL, prepare, need, tower,
    spread, slabHeight, stripHeight, listWidth, textWidth, partsOf, trimmed, cutOf, isOver, shorten, placeOf, isAside, isLed, isShort, shownOf, mostOf, titleWidth, whoLines, roomWidth, tile, SLIGHT, headingLines};
}(window.signage));
