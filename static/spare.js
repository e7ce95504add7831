/* What columns with room give back where texts are cut (docs/page.md, "Lists"): lines of titles, names and headings, and of crowds
   sessions. Arithmetic, as in needs.js. */
(function (signage) {
  'use strict';
  var measure = signage.measure, needs = signage.needs, BIG = measure.BIG, LINE = needs.LINE;
  var need = needs.need, tower = needs.tower, titleWidth = needs.titleWidth, listWidth = needs.listWidth, headingLines = needs.headingLines;
  var MOST_LINES = 40, ROUNDS = [2, 3, 4, 6, 9, 15, MOST_LINES];  // of a title that is cut: at most; in which steps all of a page grow
  var HEADINGS = 6;  // of them, before which floors are told whole; most lines of a floor before titles are cut

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
    if (needs.isShort(plan, cell)) { grow(0, 1, function (floors) { cell.floors = floors; }); }
    if (needs.isOver(wall, plan, cell, thing.k)) { grow(Math.max(plan.names, cell.names), lines, function (names) { cell.names = names; }); }
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
      return {i, lines: measure.lines(text, width, wall.long)};
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
    function lengthenAll() {
      columns.forEach(function (column) {
        column.things.forEach(function (thing) { column.used += thing.cell || !plan.heads ? 0 : lengthen(wall, plan, thing, column.k, roomOf(column)); });
      });
    }
    columns.forEach(function (column) {
      column.cut = column.things.filter(function (thing) { return thing.cell; });
      column.cut.forEach(function (thing) { thing.most = columns.most; thing.want = heightOf(wall, plan, thing, MOST_LINES) - thing.height; });
      column.cut = column.cut.filter(isCut).sort(function (one, other) { return one.want - other.want; });
    });
    ROUNDS.forEach(function (lines) {
      if (lines === HEADINGS) { lengthenAll(); }
      if (lines > columns.most || !plan.cut && lines === MOST_LINES) { columns.forEach(function (column) { give(column, function (thing, room) { return more(wall, plan, thing, room, lines); }); }); }
    });
    if (last) { columns.forEach(function (column) { give(column, spend.bind(null, wall, plan)); }); }
    lengthenAll();
    if (banded) { columns.above = wall.height - bands(); }
    columns.told = toldOf(wall, plan, columns);
  }
  /** The share of the lines of all titles that is there, and of names where these are cut. */
  function toldOf(wall, plan, columns) {
    var told = 0, whole = 0;
    columns.forEach(function (column) {
      column.things.forEach(function (thing) {
        var cell = thing.cell, shown = cell && needs.shownOf(plan, cell), name = cell && plan.trim && needs.cutOf(wall, plan, cell, thing.k);
        whole += name ? name.asked : 0;
        told += name ? Math.min(name.asked, name.most) : 0;
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

  signage.spare = {MOST_LINES, HEADINGS, raise, heightOf, more, spend};
}(window.signage));
