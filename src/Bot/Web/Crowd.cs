using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace OpsBot.Bot.Web;

/// <summary>
/// Makes room on the port: once that many connections are open, each new one asks the one that has been open longest to close, as soon as
/// what it is doing is done. Whoever keeps a thousand idle ones shuts nobody out by that.
/// </summary>
sealed class Crowd(int comfortable)
{
    readonly Lock gate = new();

    // Those that nobody has asked yet, in the order in which they came.
    readonly LinkedList<ConnectionContext> staying = [];

    public ConnectionDelegate Around(ConnectionDelegate next) => async connection =>
    {
        LinkedListNode<ConnectionContext> place;
        ConnectionContext? asked = null;
        lock (gate)
        {
            place = staying.AddLast(connection);
            if (staying.Count > comfortable)
            {
                asked = staying.First!.Value;
                staying.RemoveFirst();
            }
        }
        asked?.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        try
        {
            await next(connection);
        }
        finally
        {
            lock (gate) if (place.List is not null) staying.Remove(place);
        }
    };
}
