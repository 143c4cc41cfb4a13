using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>Places in Slack as the rest of OpsBot carries them about: opaque text that only Slack's delivery reads.</summary>
abstract record SlackPlace
{
    public const string Platform = "slack";

    /// <summary>A channel; when the bot cannot post there, who asked gets it instead.</summary>
    public sealed record Channel(string Id, string? Asker = null) : SlackPlace
    {
        public override string ToString() => Asker is null ? $"channel:{Id}" : $"channel:{Id}:{Asker}";
    }

    /// <summary>Direct messages with one person, and why it stands there when it was meant for elsewhere.</summary>
    public sealed record Person(string Id, Cause Why = Cause.Meant) : SlackPlace
    {
        public override string ToString() => Why is Cause.Meant ? $"person:{Id}" : $"person:{Id}:{Why.Snake()}";
    }

    /// <summary>From home: App Home is painted anew afterwards.</summary>
    public enum Cause { Meant, FromHome, NotInChannel, LinkExpired }

    /// <summary>The link that came with a command or a click: seen by that person only, five times, for half an hour.</summary>
    public sealed record Link(string Asker, Uri Url, bool Replace) : SlackPlace
    {
        public override string ToString() => $"{(Replace ? "replace" : "response")}:{Asker}:{Url.OriginalString}";
    }

    /// <summary>A modal, for three seconds; later the answer's place gets a button that opens it again.</summary>
    public sealed record Dialog(string Trigger, string Answer, string? InChannel) : SlackPlace
    {
        public override string ToString() => $"dialog:{Trigger}|{InChannel}|{Answer}";
    }

    public sealed record Home(string User) : SlackPlace
    {
        public override string ToString() => $"home:{User}";
    }

    /// <summary>In order for each channel and person; what answers one click waits for nothing else.</summary>
    public string Lane => this switch
    {
        Channel channel => $"channel:{channel.Id}",
        Person person => $"person:{person.Id}",
        _ => ToString(),
    };

    public Address Address => new(Platform, ToString(), Lane);

    public static SlackPlace? Parse(string place) =>
        place.Split(':', 2) is not [var kind, { Length: > 0 } rest] ? null : (kind, rest.Split(':', 2)) switch
    {
        ("channel", [var id]) => new Channel(id),
        ("channel", [var id, var asker]) => new Channel(id, asker),
        ("person", [var id]) => new Person(id),
        ("person", [var id, var why]) => new Person(id, SnakeCase.TryParse<Cause>(why, out var cause) ? cause : Cause.Meant),
        ("response" or "replace", [var asker, var link]) when Uri.TryCreate(link, UriKind.Absolute, out var url) =>
            new Link(asker, url, kind == "replace"),
        ("home", [var id]) => new Home(id),
        ("dialog", _) when rest.Split('|', 3) is [var trigger, var channel, var answer] =>
            new Dialog(trigger, answer, channel.Length > 0 ? channel : null),
        _ => null,
    };
}
