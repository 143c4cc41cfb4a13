using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>Moves a server along its life.</summary>
static class ServerMoves
{
    internal static Lived<ServerState> Lived { get; } = new("servers", ServerLife.Of,
        begins: ", error = null",
        ends: ", kept_until = null, deleted_at = case when @Done = 'deleted' then @Now::timestamptz end");

    extension(Work work)
    {
        /// <summary>The server, if the move is legal now.</summary>
        public async Task<Result<Server>> Movable(ServerId id, Move<ServerState> move, CancellationToken cancel)
        {
            var server = await Server.Get(work.Db, id, cancel);
            return server.Provider is null
                ? new Refusal($"{server.Name} is a host of the house's own, which somebody set up by hand: OpsBot does not {move.Name} it.")
                : move.MayBegin(server.State) ? server : ServerLife.NotNow(server, move.Name);
        }

        /// <summary>Starts a move that a job will finish, or one that is done at once; what it was before is given back.</summary>
        public async Task<Result<Server>> Begin(ServerId id, Move<ServerState> move, CancellationToken cancel) =>
            (await work.Movable(id, move, cancel)).Failed(out var server, out var refusal) ? refusal
                : await Lived.Begin(work, id, server.State, server.Version, move, cancel) ? server
                : new Refusal($"{server.Name} changed at this very moment, so nothing was done. Look at it again.")
                {
                    WaysOn = [new("Show", $"/vps show {server.Name}")],
                };

        /// <summary>The one that this command set going; none where it set none going, or has ended with it.</summary>
        public Task<ServerId?> ServerMoved(CancellationToken cancel) =>
            work.Find<ServerId?>("select id from servers where trail = @Trail", new { work.Trail }, cancel);

        /// <summary>Ends a move; refused where the server is no longer this job's to move.</summary>
        public async Task<Refusal?> End(ServerId id, Move<ServerState> move, CancellationToken cancel) =>
            await Lived.End(work, id, move, cancel) ? null : new Refusal(await TakenOver(work, id, cancel));

        /// <summary>Gives a move up. Gives back what there is to say about it.</summary>
        public async Task<string> GiveUp(ServerId id, Move<ServerState> move, Fallback otherwise, string error, CancellationToken cancel)
        {
            if (await Lived.GiveUp(work, id, move, otherwise, error, cancel)) return error;
            var takenOver = await TakenOver(work, id, cancel);
            return error == takenOver ? error : $"{error} {takenOver}";
        }
    }

    static async Task<string> TakenOver(Work work, ServerId id, CancellationToken cancel)
    {
        var server = await Server.Get(work.Db, id, cancel);
        return $"Something else took {server.Name} over meanwhile: it is {server.State.Words()} now.";
    }
}

sealed class StrandedServers : IStranded
{
    public Task Abandoned(Guid trail, string error, Work work, CancellationToken cancel) =>
        ServerMoves.Lived.Strand(work, trail, "server", error, cancel);
}
