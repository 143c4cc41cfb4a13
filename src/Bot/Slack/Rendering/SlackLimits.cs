namespace OpsBot.Bot.Slack;

/// <summary>What Slack takes and no more (https://docs.slack.dev/reference/block-kit).</summary>
static class SlackLimits
{
    public const int MessageBlocks = 50;
    public const int ViewBlocks = 100;

    // Undocumented: Slack adds up the text of a message's blocks and refuses somewhere above 11,000 (slackapi/bolt-js#2509, #2867).
    public const int MessageCharacters = 9_000;

    // A view may weigh 250 KB; at four bytes a character this stays below with all the JSON around it.
    public const int ViewCharacters = 30_000;

    public const int Text = 3_000;
    public const int Header = 150;
    public const int FallbackText = 3_000;
    public const int ContextElements = 10;
    public const int ContextText = 2_000;
    public const int ActionElements = 25;
    public const int AlternativeText = 2_000;

    // Of an upload; longer is refused.
    public const int FileDescription = 1_000;
    public const int ButtonText = 75;
    public const int ButtonValue = 2_000;
    public const int ActionId = 255;
    public const int Options = 100;
    public const int OverflowOptions = 5;
    public const int OptionText = 75;

    // The reference says 150, Slack's own types say 75: the smaller one is safe under both.
    public const int OptionValue = 75;
    public const int Placeholder = 150;
    public const int ConfirmText = 300;
    public const int ConfirmButton = 30;
    public const int TableRows = 100;
    public const int TableCells = 20;
    public const int ViewTitle = 24;
    public const int PrivateMetadata = 3_000;
    public const int InputLabel = 2_000;
    public const int InputText = 3_000;
}
