using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Access;

/// <summary>Below everything: which rights one person gave alone, so that nobody has to look for it.</summary>
sealed class GivenAloneAtHome : IHomeSection
{
    public int Order => 90;

    public void Ask(Batch batch, HomeReader reader) =>
        batch.Add(RightsLog.OnesGivenAlone, new { Whose = (Guid?)null, RightsLog.Most });

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel) =>
        RightsLog.Alone(await answers.Rows<RightsLog.Given>(cancel));
}
