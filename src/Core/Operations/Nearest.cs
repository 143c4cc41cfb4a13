namespace OpsBot.Core.Operations;

/// <summary>What somebody probably meant to type.</summary>
public static class Nearest
{
    /// <summary>The closest by edits, if it is close enough to be offered.</summary>
    public static T? To<T>(string typed, IEnumerable<T> candidates, Func<T, string> text) where T : class
    {
        var best = candidates.Select(candidate => (Candidate: candidate, Edits: Edits(typed, text(candidate))))
            .OrderBy(pair => pair.Edits).ThenBy(pair => text(pair.Candidate), StringComparer.Ordinal).FirstOrDefault();
        return best.Candidate is not null && best.Edits <= Math.Max(2, typed.Length / 3) ? best.Candidate : null;
    }

    /// <summary>Insertions, deletions, replacements and swapped neighbours.</summary>
    public static int Edits(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var same = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        return rows[a.Length, b.Length];
    }
}
