//! For tests: what people do in a [`House`], and what is told of it.

use std::net::{IpAddr, Ipv4Addr};

use auth::request::Caller;
use auth::{NewAccount, SessionKind};
use models::conversation::ConversationWithMe;
use models::event::{ConversationChanged, MeChanged, UserChanged};
use models::{
    Code, ConversationId, Event, Kind, MemberRole, Problem, SessionId, UserId, Visibility,
};
use uuid::Uuid;

use crate::testing::House;
use crate::{CreateConversation, Result};

pub(crate) const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
pub(crate) const PASSWORD: &str = "correct horse battery staple";

impl House {
    /// Somebody with an account that was made as accounts are made.
    pub(crate) async fn account(&self, name: &str) -> Caller {
        let account = NewAccount {
            username: name.into(),
            password: PASSWORD.into(),
            display_name: None,
        };
        let user = self
            .chat
            .inner
            .auth
            .create_account(account, None)
            .await
            .unwrap();
        Caller {
            user_id: user.id,
            session_id: SessionId(Uuid::nil()),
            role: user.role,
            kind: SessionKind::Device,
        }
    }

    pub(crate) async fn create(&self, by: &Caller, new: CreateConversation) -> ConversationId {
        let (made, new) = self.chat.create_conversation(by, new).await.unwrap();
        assert!(new);
        made.conversation.id
    }

    pub(crate) async fn channel(&self, by: &Caller, visibility: Visibility) -> ConversationId {
        let new = CreateConversation {
            visibility: Some(visibility),
            ..with(Kind::Channel, &[])
        };
        self.create(by, new).await
    }

    pub(crate) async fn members(
        &self,
        by: &Caller,
        id: ConversationId,
    ) -> Vec<(UserId, MemberRole)> {
        let members = self
            .chat
            .list_members(by, id, None, None)
            .await
            .unwrap()
            .members;
        let mut members: Vec<_> = members.iter().map(|one| (one.user.id, one.role)).collect();
        members.sort_unstable_by_key(|(id, _)| *id);
        members
    }

    pub(crate) async fn see(&self, by: &Caller, id: ConversationId) -> Result<ConversationWithMe> {
        self.chat.get_conversation(by, id).await
    }

    pub(crate) fn heard_of_conversations(&mut self) -> Vec<ConversationChanged> {
        let of = |(_, event)| match event {
            Event::ConversationChanged(changed) => Some(changed),
            _ => None,
        };
        self.heard().into_iter().filter_map(of).collect()
    }

    pub(crate) fn heard_of_mes(&mut self) -> Vec<MeChanged> {
        let of = |(_, event)| match event {
            Event::MeChanged(changed) => Some(changed),
            _ => None,
        };
        self.heard().into_iter().filter_map(of).collect()
    }

    pub(crate) fn heard_of_people(&mut self) -> Vec<UserChanged> {
        let of = |(_, event)| match event {
            Event::UserChanged(changed) => Some(changed),
            _ => None,
        };
        self.heard().into_iter().filter_map(of).collect()
    }
}

/// A conversation with others.
pub(crate) fn with(kind: Kind, others: &[&Caller]) -> CreateConversation {
    CreateConversation {
        id: None,
        kind,
        visibility: None,
        title: (kind == Kind::Channel).then(|| "Birds".into()),
        topic: None,
        picture: None,
        member_ids: ids(others),
    }
}

#[track_caller]
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T>) -> Code {
    Problem::from(result.unwrap_err()).code
}

pub(crate) fn ids(people: &[&Caller]) -> Vec<UserId> {
    people.iter().map(|person| person.user_id).collect()
}

pub(crate) fn sorted(mut ids: Vec<UserId>) -> Vec<UserId> {
    ids.sort_unstable();
    ids
}
