using OpsBot.Sandbox.Trouble;

namespace OpsBot.Sandbox.Workspace.Shell;

/// <summary>One chat platform as the frame sees it: who is there, where one can go, what is new.</summary>
interface ISide
{
    /// <summary>Something that this person sees has changed.</summary>
    event Action? Changed;

    Platform Platform { get; }
    string TeamName { get; }
    string AppName { get; }
    TimeProvider Time { get; }
    TimeZoneInfo Zone { get; }
    Face Me { get; }

    /// <summary>Everybody one can be, who does the daily work first.</summary>
    IEnumerable<Face> Cast { get; }
    IEnumerable<Spot> Spots { get; }

    /// <summary>Messages not looked at, anywhere.</summary>
    int Unread { get; }

    /// <summary>The platform answers nobody until then.</summary>
    DateTimeOffset? AwayUntil { get; }
    IEnumerable<TroubleSwitch> Troubles { get; }

    string Link(Room room, string name = "");

    /// <summary>The same place as somebody else; a direct message of one's own becomes theirs.</summary>
    string LinkAs(Face person);

    /// <summary>Where a mention leads: a channel, or the direct message with a person.</summary>
    string LinkTo(string id);

    /// <summary>What a mention of this id is called; null when nobody knows it.</summary>
    string? NameOf(string id);

    /// <summary>Puts text into the composer of a channel and goes there.</summary>
    void TypeFor(string text, string channelName);

    void ComeBack();

    void Calm();
}
