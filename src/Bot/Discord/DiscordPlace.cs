using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>Places in Discord as the rest of OpsBot carries them about: opaque text that only Discord's delivery reads.</summary>
abstract record DiscordPlace
{
    public const string Platform = "discord";

    /// <summary>A channel or a thread; when the bot cannot post there, who asked gets it instead.</summary>
    public sealed record Channel(string Id, string? Asker = null) : DiscordPlace
    {
        public override string ToString() => Asker is null ? $"channel:{Id}" : $"channel:{Id}:{Asker}";
    }

    /// <summary>Direct messages with one person, and why it stands there when it was meant for elsewhere.</summary>
    public sealed record Person(string Id, Cause Why = Cause.Meant) : DiscordPlace
    {
        public override string ToString() => Why is Cause.Meant ? $"person:{Id}" : $"person:{Id}:{Why.Snake()}";
    }

    public enum Cause { Meant, NotInChannel, TokenExpired }

    /// <summary>
    /// The first answer to an interaction; its token is good for three seconds to begin with and for 15 minutes to go on.
    /// </summary>
    public sealed record Answer(Manner How, string Asker, string Interaction, string Token) : DiscordPlace
    {
        public override string ToString() => $"answer:{How.Snake()}:{Asker}:{Interaction}:{Token}";
    }

    /// <summary>
    /// Seen by who asked only; by everybody there (in direct messages that is the same); in place of the message clicked in.
    /// </summary>
    public enum Manner { Private, Open, Replace }

    /// <summary>
    /// The channel where it was asked, as the interaction's own answer while that is possible; a post in the channel from then on.
    /// </summary>
    public sealed record Room(string Id, string Asker, string Interaction, string Token) : DiscordPlace
    {
        public override string ToString() => $"room:{Id}:{Asker}:{Interaction}:{Token}";
    }

    /// <summary>
    /// A modal, which has to be the first answer to its interaction; later, and to a modal, it is a message that opens one.
    /// </summary>
    public sealed record Dialog(bool Opens, Answer At) : DiscordPlace
    {
        public override string ToString() => $"{(Opens ? "dialog" : "question")}:{At}";
    }

    /// <summary>The pinned message of a channel that shows how things stand.</summary>
    public sealed record Board(string Id) : DiscordPlace
    {
        public override string ToString() => $"board:{Id}";
    }

    /// <summary>In order for each channel and person; what answers one interaction waits for nothing else.</summary>
    public string Lane => this switch
    {
        Channel channel => $"channel:{channel.Id}",
        Person person => $"person:{person.Id}",
        _ => ToString(),
    };

    public Address Address => new(Platform, ToString(), Lane);

    public static DiscordPlace? Parse(string place) =>
        place.Split(':', 2) is not [var kind, { Length: > 0 } rest] ? null : (kind, rest.Split(':', 4)) switch
    {
        ("channel", [var id]) => new Channel(id),
        ("channel", [var id, var asker]) => new Channel(id, asker),
        ("person", [var id]) => new Person(id),
        ("person", [var id, var why]) => new Person(id, SnakeCase.TryParse<Cause>(why, out var cause) ? cause : Cause.Meant),
        ("answer", [var how, var asker, var interaction, var token]) when SnakeCase.TryParse<Manner>(how, out var manner) =>
            new Answer(manner, asker, interaction, token),
        ("room", [var channel, var asker, var interaction, var token]) => new Room(channel, asker, interaction, token),
        ("dialog" or "question", _) when Parse(rest) is Answer answer => new Dialog(kind == "dialog", answer),
        ("board", [var id]) => new Board(id),
        _ => null,
    };
}
