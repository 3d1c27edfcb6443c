//! Formats that differ from serde's, at any depth of `Option`, `Vec`, `Box`, `BTreeMap` and `Nullable`.

use std::{collections::BTreeMap, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Nullable;

/// Serializes and deserializes `Self` in the format of the marker type `F`.
pub(crate) trait Codec<F>: Sized {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Adapts a codec to serde: holds `T` for deserializing and `&T` for serializing.
pub(super) struct Via<F, T>(T, PhantomData<F>);

impl<F, T: Codec<F>> Serialize for Via<F, &T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl<'de, F, T: Codec<F>> Deserialize<'de> for Via<F, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(|value| Self(value, PhantomData))
    }
}

pub(super) fn via<F, T: Codec<F>>(value: &T) -> Via<F, &T> {
    Via(value, PhantomData)
}

impl<F, T: Codec<F>> Codec<F> for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(via).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Via<F, T>>::deserialize(deserializer)?.map(|via| via.0))
    }
}

impl<F, T: Codec<F>> Codec<F> for Nullable<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().map(via).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::read(deserializer).map(Self::from)
    }
}

impl<F, T: Codec<F>> Codec<F> for Box<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self::new)
    }
}

impl<F, T: Codec<F>> Codec<F> for Vec<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(via))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Via<F, T>>::deserialize(deserializer)?.into_iter().map(|via| via.0).collect())
    }
}

impl<F, T: Codec<F>> Codec<F> for BTreeMap<String, T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, value)| (key, via(value))))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = BTreeMap::<String, Via<F, T>>::deserialize(deserializer)?;
        Ok(map.into_iter().map(|(key, via)| (key, via.0)).collect())
    }
}
