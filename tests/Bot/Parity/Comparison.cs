using OpsBot.Core.Replies;

namespace OpsBot.Tests.Bot.Parity;

/// <summary>Holds what Slack shows against what Discord shows, and says what only one of them has.</summary>
static class Comparison
{
    public static IReadOnlyList<string> Of(Seen slack, Seen discord) =>
    [
        .. Words(slack, discord), .. Clicks(slack, discord),
        .. slack.Menus.Except(discord.Menus).Where(menu => !IsInWhole(discord, menu)).Select(menu => $"Only Slack has the menu “{menu}”."),
        .. slack.Files.Except(discord.Files).Concat(discord.Files.Except(slack.Files))
            .Select(file => $"Only one of them has the file {file.Split(':')[0]}."),
        .. Inputs(slack, discord),
    ];

    /// <summary>
    /// What belongs together stands together on both: a field's value behind its name, the cells of a row in their order.
    /// </summary>
    public static IEnumerable<string> Torn(IEnumerable<Part> parts, Seen seen, string platform) =>
        from belongs in parts.SelectMany(part => part switch
        {
            Fields fields => fields.List.Select(field => $"{field.Name} {field.Value.Text}"),
            // An empty cell is a dash on both.
            Table table => table.Rows.Select(row =>
                string.Join(' ', table.Columns.Select((_, column) => column < row.Count && row[column].Length > 0 ? row[column] : "–"))),
            _ => [],
        })
        let words = string.Join(' ', InOrder(belongs))
        where seen.Whole is null && !$" {string.Join(' ', InOrder(seen.Words))} ".Contains($" {words} ", StringComparison.Ordinal)
        select $"{platform} does not say “{words}” together.";

    static IEnumerable<string> Words(Seen slack, Seen discord)
    {
        var (ofSlack, ofDiscord) = (Counted(OfPlatform.WithoutNote(slack.Words)), Counted(OfPlatform.WithoutNote(discord.Words)));
        foreach (var (word, count) in ofSlack)
            if (count > ofDiscord.GetValueOrDefault(word) && !IsInWhole(discord, word) && !IsCut(slack, word))
                yield return $"Only Slack says “{word}”.";
        foreach (var (word, count) in ofDiscord)
            if (count > ofSlack.GetValueOrDefault(word) && !IsInWhole(slack, word) && !IsCut(discord, word))
                yield return $"Only Discord says “{word}”.";
    }

    static IEnumerable<string> Clicks(Seen slack, Seen discord)
    {
        var ofDiscord = discord.Clicks.ToLookup(Key);
        foreach (var same in slack.Clicks.GroupBy(Key))
        {
            if (!ofDiscord.Contains(same.Key))
            {
                if (!IsInWhole(discord, same.Key.Line)) yield return $"Only Slack has “{same.First().Label}” for {same.Key}.";
                continue;
            }
            var (ours, theirs) = (same.ToList(), ofDiscord[same.Key].ToList());
            foreach (var click in ours.Where(click => !theirs.Exists(other => Says(other.Label, click.Label))))
                yield return $"“{click.Label}” says {string.Join(" or ", theirs.Select(other => $"“{other.Label}”"))} in Discord.";
            if (ours.Exists(click => click.IsChosen) != theirs.Exists(click => click.IsChosen))
                yield return $"“{ours[0].Label}” is chosen in one of them only.";
            var looks = theirs.Where(click => click.Look is not null).Select(click => click.Look).ToHashSet();
            if (looks.Count > 0 && ours.Exists(click => click.Look is not null && !looks.Contains(click.Look)))
                yield return $"“{ours[0].Label}” does not look the same.";
        }
        foreach (var click in discord.Clicks.ExceptBy(slack.Clicks.Select(Key), Key))
            if (!IsInWhole(slack, click.Line)) yield return $"Only Discord has “{click.Label}” for {Key(click)}.";
    }

    static IEnumerable<string> Inputs(Seen slack, Seen discord)
    {
        var ofDiscord = discord.Inputs.ToDictionary(input => input.Name);
        foreach (var input in slack.Inputs)
        {
            if (!ofDiscord.Remove(input.Name, out var other))
            {
                yield return $"Only Slack asks for {input.Name}.";
                continue;
            }
            if (input.Label != other.Label) yield return $"{input.Name} is “{input.Label}” in Slack and “{other.Label}” in Discord.";
            if (input.IsRequired != other.IsRequired) yield return $"{input.Name} is required in one of them only.";
            if (input.Initial != other.Initial)
                yield return $"{input.Name} begins with “{input.Initial}” in Slack and “{other.Initial}” in Discord.";
            if (!input.Choices.SequenceEqual(other.Choices)) yield return $"{input.Name} has different choices.";
            if (input.MostCharacters is { } most && most != other.MostCharacters)
                yield return $"{input.Name} takes {most} characters in Slack and {other.MostCharacters} in Discord.";
            if (input.HasManyLines != other.HasManyLines) yield return $"{input.Name} has many lines in one of them only.";
            if (!Says(other.Hint, input.Hint)) yield return $"{input.Name}: “{input.Hint}” is “{other.Hint}” in Discord.";
            if (!Says(input.Hint, OfPlatform.WithoutFormat(other.Hint)))
                yield return $"{input.Name}: “{other.Hint}” is “{input.Hint}” in Slack.";
        }
        foreach (var name in ofDiscord.Keys) yield return $"Only Discord asks for {name}.";
    }

    static (string Line, bool InPlace, string? Confirm) Key(SeenClick click) => (click.Line, click.InPlace, click.Confirm);

    // A label that is cut says as much as fits.
    static bool Says(string whole, string part) => part.EndsWith('…') && whole.Contains(part[..^1], StringComparison.Ordinal)
        || Counted(part).All(word => Counted(whole).GetValueOrDefault(word.Key) >= word.Value);

    // The last word before a cut is a part of one.
    static bool IsCut(Seen seen, string word) => seen.Whole is not null && seen.Words.Contains($"{word}…", StringComparison.Ordinal);

    // What did not fit, or not all of it, is in the file that goes with it.
    static bool IsInWhole(Seen seen, string text) => seen.Whole?.Contains(text.TrimEnd('…'), StringComparison.Ordinal) ?? false;

    static IEnumerable<string> InOrder(string text) =>
        text.Split([' ', '\n', '\u00a0'], StringSplitOptions.RemoveEmptyEntries).Select(OfPlatform.Word).Where(word => word.Length > 0);

    static Dictionary<string, int> Counted(string text) => InOrder(text)
        .GroupBy(word => word).ToDictionary(group => group.Key, group => group.Count());
}
