using OpsBot.Core.Values;
using PdfSharp.Pdf;

namespace OpsBot.Core.Billing.Documents;

/// <summary>Prints a document as PDF: who, to whom, what for, the sums, how to pay.</summary>
static class PaperPrinter
{
    // Side by side: what for, when, how it is taxed, how many, how much.
    const double Text = PaperSheets.Left, Period = 232, Tax = 346, Quantity = 428, Net = 456;

    // A total is written larger.
    const double Sum = Net - 50;

    const double CodeSize = 92;

    // PDFsharp keeps what it has read of fonts in one place for all threads; a page takes milliseconds.
    static readonly Lock one = new();

    public static byte[] Print(Paper paper)
    {
        PaperFonts.Ready();
        lock (one) return Printed(paper);
    }

    static byte[] Printed(Paper paper)
    {
        using var document = new PdfDocument();
        document.Info.Title = $"{paper.Title} {paper.Number}";
        document.Info.Author = paper.Seller.Name;
        document.Info.CreationDate = paper.IssuedAt.UtcDateTime;
        document.Language = "en";
        using (var on = new PaperSheets(document))
        {
            on.NewPage();
            Head(on, paper);
            Lines(on, paper);
            Sums(on, paper);
            Notes(on, paper);
            on.Foot(string.Join("  ·  ", new[] { paper.Number, paper.Seller.Name, paper.Seller.TaxId }.OfType<string>()).Cut(90),
                PaperFonts.Plain(7.5));
        }
        using var bytes = new MemoryStream();
        document.Save(bytes, false);
        return bytes.ToArray();
    }

    static void Head(PaperSheets on, Paper paper)
    {
        var half = PaperSheets.Width / 2 - 12;
        var seller = on.Write(paper.Seller.Name, PaperFonts.Strong(13), PaperSheets.Left, half, on.At);
        seller = on.Write(Block(paper.Seller), PaperFonts.Plain(8.5), PaperSheets.Left, half, seller + 2, isQuiet: true);
        var title = on.Write(paper.Title, PaperFonts.Strong(18), PaperSheets.Left + half + 24, half, on.At, toTheRight: true);
        title = on.Write(paper.Number, PaperFonts.Plain(10.5), PaperSheets.Left + half + 24, half, title, toTheRight: true);
        on.At = Math.Max(seller, title) + 26;

        var buyer = on.Write("To", PaperFonts.Plain(8), PaperSheets.Left, half, on.At, isQuiet: true);
        buyer = on.Write(paper.Buyer.Name, PaperFonts.Strong(10.5), PaperSheets.Left, half, buyer);
        buyer = on.Write(Block(paper.Buyer), PaperFonts.Plain(9), PaperSheets.Left, half, buyer + 1);
        var facts = on.At;
        foreach (var fact in paper.Facts)
        {
            var name = on.Write(fact.Name, PaperFonts.Plain(8.5), PaperSheets.Left + half + 24, 96, facts, isQuiet: true);
            facts = Math.Max(name, on.Write(fact.Value, PaperFonts.Plain(9), PaperSheets.Left + half + 124, half - 100, facts)) + 2;
        }
        on.At = Math.Max(buyer, facts) + 24;
    }

    static string Block(Party party) => string.Join('\n', new[]
    {
        party.Address?.Replace(", ", "\n", StringComparison.Ordinal), party.Country is { } country ? $"Country: {country}" : null,
        party.TaxId is { } id ? $"Tax id: {id}" : null,
    }.OfType<string>());

    static void Lines(PaperSheets on, Paper paper)
    {
        LinesHead(on, paper);
        var font = PaperFonts.Plain(8.5);
        foreach (var row in paper.Lines)
        {
            var height = new[]
            {
                on.HeightOf(row.Text, font, Period - Text - 8), on.HeightOf(row.Period, font, Tax - Period - 8),
                on.HeightOf(row.Tax, font, Quantity - Tax - 8),
            }.Max() + 8;
            if (!on.Has(height))
            {
                on.NewPage();
                LinesHead(on, paper);
            }
            on.Write(row.Text, font, Text, Period - Text - 8, on.At + 3);
            on.Write(row.Period, font, Period, Tax - Period - 8, on.At + 3);
            on.Write(row.Tax, font, Tax, Quantity - Tax - 8, on.At + 3);
            on.Write($"{row.Quantity}", font, Quantity, 24, on.At + 3, toTheRight: true);
            on.Write(row.Net, font, Net, PaperSheets.Right - Net, on.At + 3, toTheRight: true);
            on.At += height;
            on.Rule();
        }
    }

    static void LinesHead(PaperSheets on, Paper paper)
    {
        var font = PaperFonts.Plain(8);
        on.Write("For", font, Text, 100, on.At, isQuiet: true);
        on.Write("Period", font, Period, 100, on.At, isQuiet: true);
        on.Write("Tax", font, Tax, 60, on.At, isQuiet: true);
        on.Write("Qty", font, Quantity, 24, on.At, toTheRight: true, isQuiet: true);
        on.At = on.Write($"Net, {paper.Currency}", font, Net, PaperSheets.Right - Net, on.At, toTheRight: true, isQuiet: true) + 4;
        on.Rule();
    }

    // Never torn apart: what is owed stands with what it is made of.
    static void Sums(PaperSheets on, Paper paper)
    {
        if (!on.Has(paper.Sums.Count * 18 + 12)) on.NewPage();
        on.At += 8;
        foreach (var sum in paper.Sums)
        {
            var font = sum.IsTotal ? PaperFonts.Strong(11) : PaperFonts.Plain(9);
            var name = on.Write(sum.Name, font, PaperSheets.Left + 100, Sum - PaperSheets.Left - 110, on.At, toTheRight: true);
            on.At = Math.Max(name, on.Write(sum.Amount, font, Sum, PaperSheets.Right - Sum, on.At, toTheRight: true)) + 3;
        }
    }

    static void Notes(PaperSheets on, Paper paper)
    {
        var font = PaperFonts.Plain(9);
        var width = PaperSheets.Width - (paper.Code is null ? 0 : CodeSize + 24);
        var height = paper.Notes.Sum(note => on.HeightOf(note, font, width) + 6);
        if (!on.Has(Math.Max(height, paper.Code is null ? 0 : CodeSize + 16) + 24)) on.NewPage();
        on.At += 24;
        var top = on.At;
        if (paper.Code is { } code)
        {
            on.Squares(PaymentCode.Squares(code), PaperSheets.Right - CodeSize, top, CodeSize);
            on.Write("Scan to pay", PaperFonts.Plain(7.5), PaperSheets.Right - CodeSize, CodeSize, top + CodeSize + 2, isQuiet: true);
        }
        foreach (var note in paper.Notes) top = on.Write(note, font, PaperSheets.Left, width, top) + 6;
        on.At = top;
    }
}
