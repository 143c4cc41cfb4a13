using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>How a refusal reads in chat: the sentence, what is to be typed in code, and the ways on as buttons.</summary>
static class Refusals
{
    // What is longer is no button on one platform or the other; whoever typed so much has it at hand.
    const int LongestWay = 1_500;

    public static Reply Reply(Refusal refusal) => new(refusal.Heading ?? "Not done")
    {
        Tone = refusal.Heading is null ? Tone.Warning : Tone.Neutral,
        Parts = [new Paragraph(Sentences.Of(refusal.Sentence))],
        Buttons = [.. refusal.WaysOn.Where(way => way.Command.Length <= LongestWay)
            .Select(way => new Button(Excerpt.Of(way.Label), way.Command))],
    };
}
