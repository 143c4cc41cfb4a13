using System.Text.RegularExpressions;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>How a refusal reads in chat: the sentence, what is to be typed in code, and the ways on as buttons.</summary>
static partial class Refusals
{
    [GeneratedRegex("`([^`]+)`")]
    static partial Regex Quoted { get; }

    // What is longer is no button on one platform or the other; whoever typed so much has it at hand.
    const int LongestWay = 1_500;

    public static Reply Reply(Refusal refusal) => new("Not done")
    {
        Tone = Tone.Warning,
        Parts = [new Paragraph(Sentence(refusal.Sentence))],
        Buttons = [.. refusal.WaysOn.Where(way => way.Command.Length <= LongestWay).Select(way => new Button(Excerpt.Of(way.Label), way.Command))],
    };

    /// <summary>A sentence whose `back-quoted` words are things to type.</summary>
    public static Words Sentence(string sentence)
    {
        var spans = new List<Span>();
        var at = 0;
        foreach (Match match in Quoted.Matches(sentence))
        {
            if (match.Index > at) spans.Add(new Plain(sentence[at..match.Index]));
            spans.Add(new Code(match.Groups[1].Value));
            at = match.Index + match.Length;
        }
        if (at < sentence.Length) spans.Add(new Plain(sentence[at..]));
        return new Words(spans);
    }
}
