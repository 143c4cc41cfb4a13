using OpsBot.Core.Values;
using PdfSharp;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace OpsBot.Core.Billing.Documents;

/// <summary>Pages that are written from top to bottom; where there is no room left, the next one begins.</summary>
sealed class PaperSheets(PdfDocument document) : IDisposable
{
    public const double Left = 48, Right = 547, Width = Right - Left;

    const double Top = 48, Bottom = 772;

    static readonly XBrush ink = new XSolidBrush(XColor.FromArgb(23, 33, 31)), quiet = new XSolidBrush(XColor.FromArgb(100, 116, 111));
    static readonly XPen line = new(XColor.FromArgb(196, 208, 203), 0.6);

    XGraphics? on;

    public double At { get; set; } = Top;

    XGraphics Now => on ?? throw new InvalidOperationException("There is no page yet.");

    public void NewPage()
    {
        on?.Dispose();
        var page = document.AddPage();
        page.Size = PageSize.A4;
        (on, At) = (XGraphics.FromPdfPage(page), Top);
    }

    /// <summary>Whether so much still fits below.</summary>
    public bool Has(double height) => At + height <= Bottom;

    /// <summary>Writes it in rows of that width, and says where they end.</summary>
    public double Write(string text, XFont font, double left, double width, double top, bool toTheRight = false, bool isQuiet = false)
    {
        foreach (var row in Rows(text, font, width))
        {
            top += font.Height;
            Now.DrawString(row, font, isQuiet ? quiet : ink, toTheRight ? left + width - Wide(row, font) : left, top - font.Height * 0.25);
        }
        return top;
    }

    public double HeightOf(string text, XFont font, double width) => Rows(text, font, width).Count * font.Height;

    public void Rule() => Now.DrawLine(line, Left, At, Right, At);

    /// <summary>One dark square after the other, as wide as each run of them.</summary>
    public void Squares(IReadOnlyList<bool[]> squares, double left, double top, double size)
    {
        var each = size / squares.Count;
        for (var row = 0; row < squares.Count; row++)
            for (var column = 0; column < squares.Count; column++)
            {
                var begin = column;
                while (column < squares.Count && squares[row][column]) column++;
                if (column > begin)
                    Now.DrawRectangle(XBrushes.Black, left + begin * each, top + row * each, (column - begin) * each, each);
            }
    }

    /// <summary>What stands at the foot of every page, and which of how many it is.</summary>
    public void Foot(string text, XFont font)
    {
        on?.Dispose();
        on = null;
        for (var number = 1; number <= document.PageCount; number++)
        {
            using var page = XGraphics.FromPdfPage(document.Pages[number - 1], XGraphicsPdfPageOptions.Append);
            var count = $"Page {number} of {document.PageCount}";
            page.DrawString(text, font, quiet, Left, Bottom + 30);
            page.DrawString(count, font, quiet, Right - page.MeasureString(count, font).Width, Bottom + 30);
        }
    }

    public void Dispose() => on?.Dispose();

    double Wide(string text, XFont font) => Now.MeasureString(text, font).Width;

    List<string> Rows(string text, XFont font, double width)
    {
        List<string> rows = [];
        foreach (var whole in PaperFonts.Printable(text).Split('\n'))
        {
            var row = "";
            foreach (var word in whole.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = row.Length == 0 ? word : $"{row} {word}";
                if (Wide(longer, font) <= width)
                {
                    row = longer;
                    continue;
                }
                if (row.Length > 0) rows.Add(row);
                row = Broken(word, font, width, rows);
            }
            rows.Add(row);
        }
        return rows;
    }

    // A word that is wider than its column goes on in the next row.
    string Broken(string word, XFont font, double width, List<string> rows)
    {
        while (word.Length > 1 && Wide(word, font) > width)
        {
            var most = word.Length - 1;
            while (most > 1 && Wide(word.Start(most), font) > width) most--;
            var part = word.Start(most) is { Length: > 0 } some ? some : word.Start(2);
            rows.Add(part);
            word = word[part.Length..];
        }
        return word;
    }
}
