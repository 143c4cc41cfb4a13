using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>A command line behind something to click, whether its answer takes the message's place, and what is asked before.</summary>
sealed record Click(string Line, bool InPlace)
{
    public string? Confirm { get; init; }

    /// <summary>What the button says, where it is asked about before it runs.</summary>
    public string? Label { get; init; }

    public bool IsDanger { get; init; }

    /// <summary>It answers "are you sure?": what comes of it takes the place of that question, and of nothing else.</summary>
    public bool IsSure { get; init; }
}

/// <summary>
/// A click that is too long for Discord to carry, or asks first; it is kept in the database under the key of its content.
/// </summary>
sealed record KeptClick(string Key, Click Click)
{
    public static KeptClick Of(Click click) =>
        new(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Json.Text(click))).AsSpan(0, 18)).Replace('+', '-')
            .Replace('/', '_'), click);
}

/// <summary>What a custom_id or an option's value turned out to be: the click itself, or the key it is kept under.</summary>
abstract record Clicked
{
    public sealed record Now(Click Click) : Clicked;

    public sealed record Kept(string Key) : Clicked;
}

/// <summary>Puts command lines into buttons and menus, and reads them out of a click; never a shortened one.</summary>
static class Clickable
{
    // custom_id of a button: "run:3:/instance show acme", "here:3:…" when the answer takes the message's place,
    // "sure:3:…" when that message asked whether one is sure, or "kept:3:<key>".
    // custom_id of a menu: "pick:3"; its options' values are "run:…", "here:…" and "kept:<key>". The number makes ids differ in one
    // message.
    const string Run = "run";
    const string Here = "here";
    const string Kept = "kept";
    const string Sure = "sure";
    public const string Pick = "pick:";

    public static string ButtonId(Button button, int number, ICollection<KeptClick> kept, bool isSure = false)
    {
        var (kind, carried) = Split(button, DiscordLimits.CustomId - 10, kept, isSure);
        return string.Create(CultureInfo.InvariantCulture, $"{kind}:{number}:{carried}");
    }

    /// <summary>Options with the same line in one menu are one option; Discord refuses a value twice.</summary>
    public static string OptionValue(Button button, ICollection<KeptClick> kept)
    {
        var (kind, carried) = Split(button, DiscordLimits.OptionValue - 5, kept);
        return $"{kind}:{carried}";
    }

    public static string PickId(int number) => Pick + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// What a click asks for, by the button's custom_id or, for a menu, by the chosen option's value; none when it was not made here.
    /// </summary>
    public static Clicked? Read(string customId, string? chosen) => customId.StartsWith(Pick, StringComparison.Ordinal)
        ? chosen?.Split(':', 2) is [var kind, { Length: > 0 } rest] ? Of(kind, rest) : null
        : customId.Split(':', 3) is [var sort, _, { Length: > 0 } line] ? Of(sort, line) : null;

    static Clicked? Of(string kind, string rest) => kind switch
    {
        Run => new Clicked.Now(new(rest, InPlace: false)),
        Here => new Clicked.Now(new(rest, InPlace: true)),
        Sure => new Clicked.Now(new(rest, InPlace: true) { IsSure = true }),
        Kept => new Clicked.Kept(rest),
        _ => null,
    };

    static (string Kind, string Carried) Split(Button button, int most, ICollection<KeptClick> kept, bool isSure = false)
    {
        if (button.Confirm is null && button.Command.Length <= most && ChatText.Survives(button.Command)
            && button.Command.Trim() == button.Command)
            return (isSure ? Sure : button.InPlace ? Here : Run, button.Command);
        var click = KeptClick.Of(new(button.Command, button.InPlace)
        {
            Confirm = button.Confirm, Label = button.Confirm is null ? null : button.Label,
            IsDanger = button.Look is Look.Danger || button.ConfirmsDanger, IsSure = isSure,
        });
        if (!kept.Any(one => one.Key == click.Key)) kept.Add(click);
        return (Kept, click.Key);
    }
}
