/* The pages of a list, and what else is parted in order (docs/page.md, "Lists"). Pure arithmetic; walls and cells are told in needs.js. */
(function (signage) {
  'use strict';
  var WEIGHTY = 9, USUAL_EM = 16;  // most lines that a title counts for where pages are weighed, and the em of a line

  /** The ends of so many parts of n things in order that cost least in sum, or null. @param {function(number, number): number} cost of those from i to j; -1: too many
      @param {boolean=} fewer whether there may be fewer parts */
  function shares(n, count, cost, fewer) {
    var table = [[0]], from = [[]], ends = [], best = count, i, j, k, each, sum;
    for (k = 1; k <= count; k++) {  // the least sum for the first j on k pages
      table[k] = [];
      from[k] = [];
      for (j = k; j <= n; j++) {
        for (i = j - 1; i >= k - 1 && (each = cost(i, j)) >= 0; i--) {
          sum = table[k - 1][i] + each;
          if (sum < Infinity && !(sum >= table[k][j])) { table[k][j] = sum; from[k][j] = i; }
        }
      }
    }
    for (k = 1; fewer && k < count; k++) { if (table[k][n] <= table[best][n] || table[best][n] === undefined) { best = k; } }
    if (table[best][n] === undefined) { return null; }
    for (j = n, k = best; k > 0; j = from[k][j], k--) { ends.unshift(j); }
    return ends;
  }
  /** The pages of cells that end there. @param {!Array<number>} ends @return {!Array<!Array<{group, cells}>>} */
  function pagesTo(cells, ends) {
    return ends.map(function (end, page) { return partsOf(cells.slice(page ? ends[page - 1] : 0, end)); });
  }
  /** Pages of equal length, turned where groups end if no page is then much longer than the others. */
  function split(wall, count) {
    var all = wall.cells.length, aim = Math.ceil(all / count), most = count > 1 ? aim + Math.max(1, Math.floor(aim / 10)) : aim;
    var sums = [0], ends, k;
    wall.groups.forEach(function (group) { sums.push(sums[sums.length - 1] + group.cells.length); });
    ends = shares(wall.groups.length, count, function (i, j) {
      var length = sums[j] - sums[i];
      return length > most ? -1 : length * 2 < aim ? Infinity : length * length;
    });
    if (ends) { return pagesTo(wall.cells, ends.map(function (end) { return sums[end]; })); }
    for (ends = [], k = 1; k <= count; k++) { ends.push(Math.round(all * k / count)); }
    return pagesTo(wall.cells, ends);
  }

  /** What a cell or a row asks for, in lines: its name or its room, and its titles in a column of usual width. */
  function weight(cell) {
    return (cell.items || [cell.title]).reduce(function (sum, text) {
      return sum + Math.min(WEIGHTY, Math.max(1, text.all / USUAL_EM));
    }, cell.items ? 2 : 0.5 + Math.max(1, cell.room.all / USUAL_EM));
  }
  /** Pages that ask for about as much, none of more than twice as many rooms or rows as another: for boards, and where not all of it holds. */
  function weighed(wall, count) {
    var cells = wall.cells, n = cells.length, rooms = [0], sums = [0], each, least, most, ends;
    cells.forEach(function (cell) {
      rooms.push(rooms[rooms.length - 1] + (cell.isRoom || !cell.items ? 1 : 0));
      sums.push(sums[sums.length - 1] + weight(cell));
    });
    each = rooms[n] / count;
    least = Math.max(1, Math.min(Math.floor(each), Math.ceil(each * 2 / 3)));
    most = Math.max(Math.ceil(each), Math.min(2 * least, Math.floor(each * 4 / 3)));
    ends = shares(n, count, function (i, j) {
      var held = rooms[j] - rooms[i];
      return held > most ? -1 : held < least ? Infinity : Math.pow(sums[j] - sums[i] + (wall.heads && i && cells[i].group === cells[i - 1].group ? 2 : 0), 2);
    });
    return ends ? pagesTo(cells, ends) : split(wall, count);
  }
  /** Cells that follow each other, by their groups. */
  function partsOf(cells) {
    var parts = [];
    cells.forEach(function (cell) {
      if (!parts.length || parts[parts.length - 1].group !== cell.group) { parts.push({group: cell.group, cells: []}); }
      parts[parts.length - 1].cells.push(cell);
    });
    return parts;
  }

  signage.paging = {shares, split, weighed};
}(window.signage));
