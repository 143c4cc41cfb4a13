using System.Text;

namespace OpsBot.Core.Values;

/// <summary>The one way to shorten text. Half a character is none: no database takes it, no platform shows it, none is left.</summary>
public static class Cutting
{
    extension(string text)
    {
        /// <summary>Its first characters, that many at most.</summary>
        public string Start(int most)
        {
            if (text.Length <= most) return text;
            if (most <= 0) return "";
            return text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
        }

        /// <summary>Its first letter, capital; for the initials of a name.</summary>
        public string Initial() => text.EnumerateRunes().Select(rune => Rune.ToUpperInvariant(rune).ToString()).FirstOrDefault("");

        /// <summary>At most that many characters, the last one an ellipsis where something is missing.</summary>
        public string Cut(int most) => text.Length <= most ? text : most <= 0 ? "" : text.Start(most - 1) + "…";
    }
}
