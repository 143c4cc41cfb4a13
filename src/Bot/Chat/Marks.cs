using OpsBot.Core.Replies;

namespace OpsBot.Bot.Chat;

/// <summary>The signs that say at a glance how a thing stands, the same on every platform.</summary>
static class Marks
{
    public static string Of(Tone tone) => tone switch
    {
        Tone.Neutral => "",
        Tone.Good => "✅",
        Tone.Warning => "⚠️",
        Tone.Bad => "🔴",
    };

    public static string Of(StepState state) => state switch
    {
        StepState.Waiting => "▫️",
        StepState.Running => "⏳",
        StepState.Done => "✅",
        StepState.Failed => "❌",
    };
}
