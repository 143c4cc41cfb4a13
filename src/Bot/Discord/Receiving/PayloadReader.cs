using System.Text.Json;
using System.Text.RegularExpressions;
using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview;

namespace OpsBot.Bot.Discord;

/// <summary>Reads what an interaction asks for: a command line, and where the answer goes. None where it asks for nothing.</summary>
static partial class PayloadReader
{
    // A string option holds 6,000 characters at most.
    const int LongestText = 6_000;
    const int SubCommand = 1;
    const int SubCommandGroup = 2;
    const int MessageCommand = 3;

    // Kinds of messages: one that stands for itself, and one that answers another.
    const int Plain = 0;
    const int Reply = 19;

    // A person picked with @ is a chat account, as one would write it.
    [GeneratedRegex(@"^\s*<@!?(?<id>[0-9]{16,20})>\s*$")]
    static partial Regex Mention { get; }

    public static DiscordAsk? ByCommand(Interaction interaction)
    {
        var line = interaction.Data.At("type") is { ValueKind: JsonValueKind.Number } type && type.TryGetInt32(out var kind)
            && kind == MessageCommand
            ? LookUp(interaction.Data)
            : Typed(interaction.Data) is { } typed ? CommandLine.Write(typed.Command,
                typed.Options.Select(option => new KeyValuePair<string, string>(option.Name, option.Value))) : null;
        return line is null ? null : By(interaction, line, interaction.IsDirect ? DiscordPlace.Manner.Open : DiscordPlace.Manner.Private);
    }

    /// <summary>A button or a menu: its command line, with the rights of who clicked.</summary>
    public static DiscordAsk ByClick(Interaction interaction, Click click) => By(interaction, click.Line,
        // What one person pages through must not change what everybody reads.
        click.InPlace && interaction.IsInOwnMessage ? DiscordPlace.Manner.Replace : interaction.IsDirect ? DiscordPlace.Manner.Open
            : DiscordPlace.Manner.Private) with { InPlace = click is { InPlace: true, IsSure: false } && interaction.IsInOwnMessage };

    /// <summary>A modal that was sent: the line it was opened for, and all that was filled in.</summary>
    public static DiscordAsk BySubmission(Interaction interaction, FormPage page, Draft draft) => By(interaction, draft.Form.Command,
        page.InPlace && interaction.IsInOwnMessage ? DiscordPlace.Manner.Replace : interaction.IsDirect ? DiscordPlace.Manner.Open
            : DiscordPlace.Manner.Private) with
    {
        MayOpen = false, Filled = draft.Answers, Seen = draft.Form.Seen,
    };

    /// <summary>Somebody wrote to the bot; what they wrote is not read.</summary>
    public static DiscordAsk? ByMessage(JsonElement message)
    {
        var isWritten = message.Whole("type") is Plain or Reply && message.At("guild_id") is null;
        var author = message.At("author") ?? default;
        if (!isWritten || author.Is("bot") || IdIn(message) is null || IdIn(author) is not { } user) return null;
        return new(Lines.LineOf(new HelloOps()), user, new DiscordPlace.Person(user)) { MayOpen = false, IsDirect = true };
    }

    /// <summary>What is being typed: the command, its options so far, and the one that wants suggestions.</summary>
    public static TypedCommand? Typed(JsonElement data)
    {
        if (data.Text("name") is not { Length: > 0 and <= 32 } noun) return null;
        List<string> words = [noun];
        var options = data;
        // A command, or a group, has exactly one option that is a subcommand.
        while (options.List("options").FirstOrDefault() is { ValueKind: JsonValueKind.Object } inner
            && TypeOf(inner) is SubCommand or SubCommandGroup && inner.Text("name") is { Length: > 0 and <= 32 } word)
        {
            words.Add(word);
            options = inner;
        }
        if (words.Exists(word => !word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))) return null;
        List<TypedOption> typed = [];
        foreach (var option in options.List("options"))
            if (option.Text("name") is { Length: > 0 and <= 32 } name && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                && Value(option) is { } value)
                typed.Add(new(name, value, option.Is("focused")));
        return new(string.Join(' ', words), typed);
    }

    static string? IdIn(JsonElement element) => element.Text("id") is { } id && DiscordOptions.IsId(id) ? id : null;

    static int TypeOf(JsonElement option) =>
        option.At("type") is { ValueKind: JsonValueKind.Number } type && type.TryGetInt32(out var number) ? number : 0;

    static string? Value(JsonElement option) => option.At("value") switch
    {
        { ValueKind: JsonValueKind.String } when Mention.Match(option.Text("value") ?? "") is { Success: true } mention =>
            $"{DiscordPlace.Platform}:{mention.Groups["id"].Value}",
        { ValueKind: JsonValueKind.String } => ChatText.Cut(ChatText.Clean(option.Text("value") ?? ""), LongestText),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { ValueKind: JsonValueKind.True } => "yes",
        { ValueKind: JsonValueKind.False } => "no",
        _ => null,
    };

    /// <summary>"Look up in OpsBot" from a message's own menu.</summary>
    static string? LookUp(JsonElement data)
    {
        if (data.Text("name") != DiscordCommands.LookUp || data.Text("target_id") is not { } target
            || data.At("resolved")?.At("messages")?.At(target) is not { } message) return null;
        var text = string.Join(' ', Shown(message));
        return CommandLine.Write("ops lookup", [new("text", ChatText.Cut(ChatText.OneLine(text), Core.Overview.LookUp.LongestText))]);
    }

    // What the bot says stands in components.
    static IEnumerable<string> Shown(JsonElement component) =>
        [.. component.Text("content") is { Length: > 0 } content ? [content] : (string[])[],
            .. component.List("components").SelectMany(Shown)];

    static DiscordAsk By(Interaction interaction, string line, DiscordPlace.Manner how) =>
        new(line, interaction.User, new DiscordPlace.Answer(how, interaction.User, interaction.Id, interaction.Token))
        {
            UserName = interaction.UserName, Channel = interaction.Channel, IsDirect = interaction.IsDirect,
        };
}

/// <summary>A slash command as it was composed.</summary>
sealed record TypedCommand(string Command, IReadOnlyList<TypedOption> Options);

sealed record TypedOption(string Name, string Value, bool IsFocused);
