using System.Globalization;
using System.Text;
using OpsBot.Core.Fonts;
using OpsBot.Core.Values;
using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;

namespace OpsBot.Core.Billing.Documents;

/// <summary>The fonts of documents: the embedded ones, and never one of the machine.</summary>
sealed class PaperFonts : IFontResolver
{
    const string Family = "Inter";

    // What is signed stays readable wherever it is opened: a part of the font goes with each file.
    static readonly XPdfFontOptions embedded = new(PdfFontEncoding.Unicode);

    static readonly Lazy<IFontResolver> known = new(() => GlobalFontSettings.FontResolver = new PaperFonts());

    /// <summary>Once in a program, before anything is printed.</summary>
    public static void Ready() => _ = known.Value;

    public static XFont Plain(double size) => Of(size, XFontStyleEx.Regular);

    public static XFont Strong(double size) => Of(size, XFontStyleEx.Bold);

    public FontResolverInfo ResolveTypeface(string familyName, bool bold, bool italic) =>
        new((bold ? EmbeddedFont.SemiBold : EmbeddedFont.Regular).Name);

    public byte[] GetFont(string faceName) => (faceName == EmbeddedFont.SemiBold.Name ? EmbeddedFont.SemiBold : EmbeddedFont.Regular).Bytes;

    static XFont Of(double size, XFontStyleEx style) => new(Family, size, style, embedded);

    /// <summary>
    /// As it is printed: without signs that are not seen, such as those that turn what is seen around.
    /// </summary>
    public static string Printable(string text) => string.Concat(text.EnumerateRunes()
        .Where(rune => rune.Value == '\n' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format))
        .Select(rune => rune.ToString()));

    /// <summary>What keeps these words from being printed; none where all of it can be.</summary>
    public static Refusal? Lacks(IEnumerable<string?> texts)
    {
        var lacking = texts.OfType<string>().SelectMany(text => Printable(text).EnumerateRunes()).Distinct()
            .Where(rune => rune.Value != '\n' && !(EmbeddedFont.Regular.Has(rune) && EmbeddedFont.SemiBold.Has(rune))).Take(5).ToList();
        return lacking.Count == 0 ? null
            : new($"It can't be printed: the font of documents has no “{string.Join("”, “", lacking)}”. Give name and address in Latin, Greek or "
                + "Cyrillic letters with /billing profile; an invoice that is open already keeps its own, so void it and open another.");
    }
}
