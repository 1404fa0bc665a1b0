// The timeline: how many incidents when, by the latest time at which each can have happened; drag over it to choose a time, double-click for all.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./page.css";
import { colour } from "./colours.js";

const HEIGHT = 150;

// The bars are told by the server: the beginning of each that holds any, in seconds, and how many it holds.
export function drawTimeline(element, { step_s: step, bars: told }, { choose, chosen }) {
  if (told.length === 0) throw new Error("no incident tells a time");
  const first = told[0][0] / step - 1;
  const bars = Array.from({ length: told.at(-1)[0] / step - first + 2 }, (_, number) => (first + number) * step);

  function count(some) {
    const numbers = new Array(bars.length).fill(null); // null draws nothing, where 0 would draw a line
    for (const [begin, number] of some) numbers[begin / step - first] = number;
    return numbers;
  }

  const all = count(told);
  let isOurs = false;

  function options() {
    const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") }, font: "12px system-ui, sans-serif" };
    const columns = { paths: uPlot.paths.bars({ size: [0.9, 60], align: 1 }), points: { show: false } };
    return {
      width: element.clientWidth,
      height: HEIGHT,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { show: false } },
      scales: { y: { range: (_, __, most) => [0, Math.max(most, 1) * 1.08] } },
      axes: [{ ...axis, values: (_, splits) => tellTimes(splits) }, { ...axis, size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] }],
      series: [{}, { ...columns, fill: colour("--line"), stroke: colour("--quiet"), width: 1 }, { ...columns, fill: colour("--link"), stroke: colour("--link") }],
      hooks: {
        setSelect: [
          (plot) => {
            if (isOurs || plot.select.width < 3) return;
            const start = Math.floor(plot.posToVal(plot.select.left, "x") / 60) * 60;
            const end = Math.ceil(plot.posToVal(plot.select.left + plot.select.width, "x") / 60) * 60;
            choose({ start, end }, { isFinal: true });
          },
        ],
      },
    };
  }

  let inView = all;
  let plot = null;
  let now = chosen;
  const make = () => {
    plot?.destroy();
    plot = new uPlot(options(), [bars, all, inView], element);
    plot.over.addEventListener("dblclick", () => choose({ start: null, end: null }, { isFinal: true }));
    select(now);
  };

  function select(next) {
    now = next;
    isOurs = true;
    if (next.start === null && next.end === null) plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    else {
      const edge = (at, otherwise) => Math.min(Math.max(at === null ? otherwise : plot.valToPos(at, "x"), 0), plot.over.clientWidth);
      const left = edge(next.start, 0);
      plot.setSelect({ left, top: 0, width: Math.max(edge(next.end, plot.over.clientWidth) - left, 1), height: plot.over.clientHeight }, false);
    }
    isOurs = false;
  }

  make();
  new ResizeObserver(() => {
    if (element.clientWidth > 0) plot.setSize({ width: element.clientWidth, height: HEIGHT });
    requestAnimationFrame(() => select(now));
  }).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", make);
  return {
    select,
    showInView(some) {
      inView = count(some);
      plot.setData([bars, all, inView], false);
      plot.redraw(false);
    },
  };
}

// Clocks of 24 hours, with the day where it changes.
function tellTimes(splits) {
  let day = "";
  return splits.map((seconds) => {
    const [date, time] = new Date(seconds * 1000).toISOString().slice(0, 16).split("T");
    const isNew = date !== day;
    day = date;
    const hasClocks = splits.length > 1 && splits[1] - splits[0] < 86400;
    return hasClocks ? (isNew ? `${time}\n${date}` : time) : date;
  });
}
