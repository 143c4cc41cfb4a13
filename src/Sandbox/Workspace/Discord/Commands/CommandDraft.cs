using System.Collections.Immutable;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Sandbox.Workspace.Discord.Commands;

/// <summary>An option that is being filled in: what is sent, and what is shown for it.</summary>
public sealed class Chip(CommandOption option)
{
    public CommandOption Option => option;
    public string Name => option.Name;
    public string Value { get; private set; } = "";
    public string Shown { get; private set; } = "";

    /// <summary>What stood there before anybody typed.</summary>
    public string Written { get; private set; } = "";

    /// <summary>Picked from a list, so nothing is left to complete.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Grows when the field is filled by something else than typing.</summary>
    public int Version { get; private set; }

    public void Type(string text) => (Value, Shown, IsSettled) = (text.Trim(), text, false);

    public void Pick(string value, string shown) => (Value, Shown, Written, IsSettled, Version) = (value, shown, shown, true, Version + 1);
}

/// <summary>
/// A command with the options that somebody is filling in: the required ones from the start, the others as they are added.
/// </summary>
public sealed class CommandDraft(Runnable runnable)
{
    readonly List<Chip> chips = [.. runnable.Options.Where(option => option.IsRequired).Select(option => new Chip(option))];

    public Runnable Runnable => runnable;
    public IReadOnlyList<Chip> Chips => chips;
    public IEnumerable<CommandOption> More => runnable.Options.Where(option => chips.All(chip => chip.Name != option.Name));
    public ImmutableDictionary<string, string> Errors { get; set; } = [];

    /// <summary>In the order in which they stand.</summary>
    public IReadOnlyDictionary<string, string> Values => new OrderedDictionary<string, string>(
        chips.Where(chip => chip.Value.Length > 0).Select(chip => KeyValuePair.Create(chip.Name, chip.Value)));

    public Chip? FirstEmpty => chips.FirstOrDefault(chip => chip.Option.IsRequired && chip.Value.Length == 0);

    public string Line =>
        CommandText.Write(runnable, chips.Where(chip => chip.Value.Length > 0).Select(chip => KeyValuePair.Create(chip.Name, chip.Shown)));

    internal static CommandDraft From(CommandText text)
    {
        var draft = new CommandDraft(text.Runnable);
        foreach (var option in text.Runnable.Options)
        {
            if (!text.Values.TryGetValue(option.Name, out var value)) continue;
            var choice = option.Choices.FirstOrDefault(choice => choice.Name == value || choice.ValueText == value);
            draft.Add(option).Pick(choice?.ValueText ?? value, choice?.Name ?? value);
        }

        return draft;
    }

    public Chip? Find(string? name) => chips.FirstOrDefault(chip => chip.Name == name);

    public Chip Add(CommandOption option)
    {
        if (Find(option.Name) is { } known) return known;
        chips.Add(new(option));
        return chips[^1];
    }

    public void Remove(Chip chip) => chips.Remove(chip);
}
