# SPDX-License-Identifier: AGPL-3.0-or-later
"""Charts as SVG: a row of panels that share their y axis, with a legend above. Series differ in colour (Okabe and
Ito's, told apart by colour-blind readers) and in dash and marker, or in the hatching of their bars. The white ground
is part of the picture, so that it reads on dark pages, too."""
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, GAP = 960, 58, 24, 30
HEADER, PLOT, FOOTER = 116, 230, 62
INK, SOFT, GRID = "#1f2328", "#57606a", "#e4e7eb"
FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Style:
    colour: str
    dash: str
    marker: str
    hatch: int  # degrees, None for plain


STYLES = (Style("#0072b2", "", "circle", None), Style("#d55e00", "7 4", "square", 45),
          Style("#00805c", "2 4", "triangle", -45))


@dataclass
class Panel:
    """One plot; values holds, for each name in the legend, a list of y (None: missing) as long as the x axis."""
    title: str
    values: list


@dataclass
class Axis:
    """The x axis: where its values lie (equally spaced unless told) and what is written below them."""
    title: str
    labels: list
    positions: list = None

    def spread(self):
        return self.positions or list(range(len(self.labels)))


def text(x, y, content, size=13, anchor="start", colour=INK, weight=400, turn=False):
    return '<text x="%.1f" y="%.1f" font-size="%g" text-anchor="%s" fill="%s" font-weight="%d"%s>%s</text>' % (
        x, y, size, anchor, colour, weight, ' transform="rotate(-90 %.1f %.1f)"' % (x, y) if turn else "",
        escape(content))


def line(x1, y1, x2, y2, colour=GRID, width=1.0, dash=""):
    return '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="%g"%s/>' % (
        x1, y1, x2, y2, colour, width, ' stroke-dasharray="%s"' % dash if dash else "")


def marker(x, y, style):
    if style.marker == "circle":
        shape = '<circle cx="%.1f" cy="%.1f" r="4.2"' % (x, y)
    elif style.marker == "square":
        shape = '<rect x="%.1f" y="%.1f" width="7.6" height="7.6"' % (x - 3.8, y - 3.8)
    else:
        shape = '<path d="M%.1f %.1fl5 8.8h-10z"' % (x, y - 5.4)
    return shape + ' fill="%s" stroke="#fff" stroke-width="1.2"/>' % style.colour


def bar(x, y, width, height, index):
    fill = STYLES[index].colour if STYLES[index].hatch is None else "url(#hatch%d)" % index
    return '<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s" stroke="%s" stroke-width="1"/>' % (
        x, y, width, height, fill, STYLES[index].colour)


def hatches():
    return "<defs>%s</defs>" % "".join(
        '<pattern id="hatch%d" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(%d)">'
        '<rect width="5" height="5" fill="#fff"/><rect width="2.6" height="5" fill="%s"/></pattern>' % (
            i, style.hatch, style.colour) for i, style in enumerate(STYLES) if style.hatch is not None)


class Frame:
    """Ground, titles, legend, panels with grid and axes; the charts below draw into it."""

    def __init__(self, title, note, panels, axis, y_title, low, high, step):
        self.panels, self.low, self.high = panels, low, high
        self.width = (WIDTH - LEFT - RIGHT - GAP * (len(panels) - 1)) / len(panels)
        self.top, self.bottom = HEADER, HEADER + PLOT
        self.parts = [
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" '
            'font-family="%s">' % (WIDTH, self.bottom + FOOTER, WIDTH, self.bottom + FOOTER, FONT),
            "<title>%s</title><desc>%s</desc>" % (escape(title), escape(note)), hatches(),
            '<rect x="0.5" y="0.5" width="%d" height="%d" rx="6" fill="#fff" stroke="#d0d7de"/>' % (
                WIDTH - 1, self.bottom + FOOTER - 1),
            text(20, 30, title, 17, weight=600), text(20, 51, note, 13, colour=SOFT),
            text(18, (self.top + self.bottom) / 2, y_title, 13, "middle", SOFT, turn=True)]
        for i, panel in enumerate(panels):
            left = self.left(i)
            self.parts.append(text(left, self.top - 25, panel.title, 13, weight=600))
            for n in range(int(round((high - low) / step)) + 1):
                y = self.y(low + n * step)
                self.parts.append(line(left, y, left + self.width, y))
                if i == 0:
                    self.parts.append(text(left - 9, y + 4.5, "%.1f" % (low + n * step), 13, "end", SOFT))
            self.parts.append(line(left, self.bottom, left + self.width, self.bottom, SOFT))
        self.parts.append(text((LEFT + WIDTH - RIGHT) / 2, self.bottom + 47, axis.title, 13, "middle", SOFT))

    def left(self, i):
        return LEFT + i * (self.width + GAP)

    def y(self, value):
        return self.bottom - (value - self.low) / (self.high - self.low) * PLOT

    def legend(self, names, symbol, reference):
        """Right-aligned in the line of the title; symbol(x, y, i) draws the i-th name's. reference: None, or (value,
        label) of a level to compare with, drawn across all panels."""
        entries = [(name, symbol, i) for i, name in enumerate(names)]
        if reference:
            y = self.y(reference[0])
            self.parts += [line(self.left(i), y, self.left(i) + self.width, y, INK, 1.3, "1.5 3")
                           for i in range(len(self.panels))]
            entries.append((reference[1], lambda x, y, _: line(x, y, x + 22, y, INK, 1.3, "1.5 3"), None))
        widths = [48 + 7.2 * len(name) for name, _, _ in entries]
        x = WIDTH - RIGHT - sum(widths) + 18
        for (name, draw, i), width in zip(entries, widths):
            self.parts += [draw(x, 26, i), text(x + 30, 30.5, name, 13)]
            x += width

    def svg(self):
        return "\n".join(self.parts + ["</svg>", ""])


def limits(panels, extra):
    """The y axis in steps of 0.1 around everything shown."""
    values = [v for panel in panels for series in panel.values for v in series if v is not None] + extra
    return int(min(values) * 10 - 0.2) / 10, min(1.0, int(max(values) * 10 + 1.2) / 10)


def line_chart(title, note, names, panels, axis, y_title, reference=None, scale=None):
    """A line for each name; the y axis is cut to the values, shares, or as scale says: (low, high, step). reference:
    (value, label) of a level to compare with."""
    low, high = scale[:2] if scale else limits(panels, [reference[0]] if reference else [])
    frame = Frame(title, note, panels, axis, y_title, low, high,
                  scale[2] if scale else 0.1 if high - low < 0.75 else 0.2)
    spots = axis.spread()
    inset = 14

    def x(i, spot):
        return frame.left(i) + inset + (spot - spots[0]) / (spots[-1] - spots[0]) * (frame.width - 2 * inset)

    def stroke(points, style):
        return '<polyline points="%s" fill="none" stroke="%s" stroke-width="2.2" stroke-linejoin="round"%s/>' % (
            " ".join("%.1f,%.1f" % p for p in points), style.colour,
            ' stroke-dasharray="%s"' % style.dash if style.dash else "")

    frame.legend(names, lambda lx, ly, n: stroke([(lx - 4, ly), (lx + 24, ly)], STYLES[n]) +
                 marker(lx + 10, ly, STYLES[n]), reference)
    for i, panel in enumerate(panels):
        for spot, label in zip(spots, axis.labels):
            frame.parts += [line(x(i, spot), frame.bottom, x(i, spot), frame.bottom + 5, SOFT),
                            text(x(i, spot), frame.bottom + 21, label, 13, "middle", SOFT)]
        for series, style in zip(panel.values, STYLES):
            points = [(x(i, spot), frame.y(v)) for spot, v in zip(spots, series) if v is not None]
            frame.parts.append(stroke(points, style))
            frame.parts += [marker(px, py, style) for px, py in points]
    return frame.svg()


def bar_chart(title, note, names, panels, axis, y_title, reference=None):
    """Bars side by side for each label of the axis, with their values above."""
    frame = Frame(title, note, panels, axis, y_title, 0.0, 1.0, 0.2)
    frame.legend(names, lambda lx, ly, n: bar(lx, ly - 7, 22, 14, n), reference)
    slot = frame.width / len(axis.labels)
    thick = min(34.0, slot * 0.8 / len(names))
    for i, panel in enumerate(panels):
        for n, label in enumerate(axis.labels):
            middle = frame.left(i) + slot * (n + 0.5)
            frame.parts.append(text(middle, frame.bottom + 21, label, 13, "middle", SOFT))
            for s, series in enumerate(panel.values):
                if series[n] is None:
                    continue
                x, y = middle + (s - len(names) / 2) * thick, frame.y(series[n])
                frame.parts += [bar(x + 1.5, y, thick - 3, frame.bottom - y, s),
                                '<rect x="%.1f" y="%.1f" width="22" height="12" fill="#fff"/>' % (
                                    x + thick / 2 - 11, y - 15),
                                text(x + thick / 2, y - 5, "%.2f" % series[n], 11, "middle")]
    return frame.svg()


def histogram(title, note, names, panels, axis, y_title):
    """Bars side by side for each bin: the first stands alone and is named by the axis's first label; the other labels
    are those of the bins' edges, an edge without a label gets a short tick only."""
    frame = Frame(title, note, panels, axis, y_title, 0.0, 1.0, 0.2)
    frame.legend(names, lambda lx, ly, n: bar(lx, ly - 7, 22, 14, n), None)
    bins = len(axis.labels) - 1
    slot = frame.width / (bins + 1.1)
    thick = slot * 0.9 / len(names)
    for i, panel in enumerate(panels):
        middles = [frame.left(i) + slot * (0.5 if n == 0 else n + 1.1) for n in range(bins)]
        frame.parts.append(text(middles[0], frame.bottom + 21, axis.labels[0], 13, "middle", SOFT))
        for n, label in enumerate(axis.labels[1:]):
            x = middles[1] + (n - 0.5) * slot
            frame.parts.append(line(x, frame.bottom, x, frame.bottom + (6 if label else 3), SOFT))
            frame.parts.append(text(x, frame.bottom + 21, label, 13, "middle", SOFT))
        for s, series in enumerate(panel.values):
            for middle, value in zip(middles, series):
                if value:
                    frame.parts.append(bar(middle + (s - len(names) / 2) * thick + 0.75, frame.y(value), thick - 1.5,
                                           frame.bottom - frame.y(value), s))
    return frame.svg()
