using System.Text.Json.Serialization;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>Places in Slack. The rest of OpsBot carries them about by kind and id, with means that only Slack reads.</summary>
[JsonConverter(typeof(SlackPlaceJson))]
abstract record SlackPlace
{
    public const string Platform = "slack";

    /// <summary>A channel; when the bot cannot post there, who asked gets it instead.</summary>
    public sealed record Channel(string Id, string? Asker = null) : SlackPlace;

    /// <summary>Direct messages with one person, and why it stands there when it was meant for elsewhere.</summary>
    public sealed record Person(string Id, Cause Why = Cause.Meant) : SlackPlace;

    /// <summary>From home: App Home is painted anew afterwards.</summary>
    public enum Cause { Meant, FromHome, NotInChannel, LinkExpired }

    /// <summary>The link that came with a command or a click: seen by that person only, five times, for half an hour.</summary>
    public sealed record Link(string Asker, Uri Url, bool Replace) : SlackPlace;

    /// <summary>A modal, for three seconds; later the answer's place gets a button that opens it again.</summary>
    public sealed record Dialog(string Trigger, SlackPlace Answer, string? InChannel) : SlackPlace;

    public sealed record Home(string User) : SlackPlace;

    sealed record Means
    {
        public string? Asker { get; init; }
        public Cause? Why { get; init; }
        public bool? Replace { get; init; }
        public string? Channel { get; init; }
        public SlackPlace? Answer { get; init; }
    }

    public ChatPlace ToChat() => this switch
    {
        Channel channel => Chat(PlaceKind.Channel, channel.Id, channel.Asker is { } asker ? new() { Asker = asker } : null),
        Person person => Chat(PlaceKind.Person, person.Id, person.Why is Cause.Meant ? null : new() { Why = person.Why }),
        Link link => Chat(PlaceKind.Answer, link.Url.OriginalString, new() { Asker = link.Asker, Replace = link.Replace ? true : null }),
        Dialog dialog => Chat(PlaceKind.Dialog, dialog.Trigger, new() { Channel = dialog.InChannel, Answer = dialog.Answer }),
        Home home => Chat(PlaceKind.Page, home.User, null),
        _ => throw new InvalidOperationException($"Slack has no place {GetType().Name}."),
    };

    /// <summary>None where Slack has no such place.</summary>
    public static SlackPlace? Of(ChatPlace place) => (place.Kind, Of(place.Means)) switch
    {
        (PlaceKind.Channel, var means) => new Channel(place.Id, means.Asker),
        (PlaceKind.Person, var means) => new Person(place.Id, means.Why ?? Cause.Meant),
        (PlaceKind.Answer, { Asker: { } asker } means) when Uri.TryCreate(place.Id, UriKind.Absolute, out var url) =>
            new Link(asker, url, means.Replace is true),
        (PlaceKind.Dialog, { Answer: { } answer } means) => new Dialog(place.Id, answer, means.Channel),
        (PlaceKind.Page, _) => new Home(place.Id),
        _ => null,
    };

    static ChatPlace Chat(PlaceKind kind, string id, Means? means) =>
        new(Platform, kind, id) { Means = means is null ? null : Json.Text(means) };

    static Means Of(string? means) => means is null ? new() : Json.Read<Means>(means);
}
