using System.Globalization;
using System.Text;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

/// <summary>A short name to type: "Maria Silva" becomes maria, or maria.silva when maria is taken.</summary>
static class Handles
{
    // Written out because a machine without ICU, as small images are, takes no accent off a letter.
    const string Accented = "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĺļľłńņňōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżž";
    const string Bare = "aaaaaaaceeeeiiiidnoooooouuuuytyaaaccccddeeeeegggghhiiiiijkllllnnnoooorrrsssstttuuuuuuwyzzz";

    public static async Task<string> Free(Work work, string name, CancellationToken cancel)
    {
        var words = Plain(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var first = words.Length > 0 ? words[0].Start(30) : "someone";
        // Two people of one name who are added at once get two handles.
        await work.Lock(new Target("handles", Guid.Empty, first), cancel);
        var taken = await work.List<string>("select handle from operators where handle like @First || '%'", new { First = first }, cancel);
        var wanted = new[] { first,
            string.Join('.', words.DefaultIfEmpty("someone")) }.Concat(Enumerable.Range(2, taken.Count + 2).Select(n => $"{first}{n}"));
        return wanted.Select(handle => handle.Start(40)).First(handle => !taken.Contains(handle));
    }

    internal static string Plain(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
        {
            var c = Accented.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var at ? Bare[at] : letter;
            if (char.IsAsciiLetterOrDigit(c)) text.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) text.Append(' ');
        }
        return text.ToString().Trim();
    }
}
